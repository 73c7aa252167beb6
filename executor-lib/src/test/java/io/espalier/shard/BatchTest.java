package io.espalier.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.model.Shape;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BatchTest {
  @ParameterizedTest
  @CsvSource({"1,1,16", "15,3,16", "16,16,16", "17,33,32", "130,7,144"})
  void innermostIsTheTransposePaddedByZeros(int size, int width, int padded) {
    float[] x = new float[size * width];
    for (int i = 0; i < x.length; i++) {
      x[i] = i + 1;
    }
    Batch batch = new Batch(x, new int[size]);
    assertThat(batch.padded()).isEqualTo(padded);
    assertThat(batch.innermost()).hasSize(width * padded).isSameAs(batch.innermost());
    for (int f = 0; f < width; f++) {
      for (int e = 0; e < padded; e++) {
        assertThat(batch.innermost()[f * padded + e]).isEqualTo(e < size ? x[e * width + f] : 0f);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 48})
  void normalisesPixelsAndFloatsByTheSameFormula(int parameters) {
    SplittableRandom random = new SplittableRandom(3);
    int width = 48;
    byte[] pixels = new byte[9 * width];
    float[] floats = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
      floats[i] = pixels[i] & 0xff;
    }
    double[] shift = random.doubles(parameters, 0, 200).toArray();
    double[] factor = random.doubles(parameters, 0, 0.1).toArray();
    Normalization normalization = new Normalization("given", shift, factor);
    Shape shape = Shape.of(3, 4, 4);
    Batch a =
        Batches.inOrder(new Shard(0, shape, new int[9], new Shard.Pixels(pixels)), normalization, 9)
            .next();
    Batch b =
        Batches.inOrder(new Shard(0, shape, new int[9], new Shard.Floats(floats)), normalization, 9)
            .next();
    float[] expected = new float[pixels.length];
    for (int i = 0; i < expected.length; i++) {
      int c = i % width / (width / parameters);
      expected[i] = (float) ((floats[i] - shift[c]) * factor[c]);
    }
    assertThat(a.features()).containsExactly(expected);
    assertThat(b.features()).containsExactly(expected);
  }

  @Test
  void aBatchWithoutExamplesHasNoFeatures() {
    assertThat(new Batch(new float[0], new int[0]).innermost()).isEmpty();
  }

  /** Each example's label stands in its feature and in what its teacher says. */
  @Test
  void aTeachersScoresFollowTheirExamples() {
    byte[] pixels = new byte[23];
    int[] labels = new int[23];
    float[] taught = new float[2 * 23];
    for (int i = 0; i < 23; i++) {
      pixels[i] = (byte) i;
      labels[i] = i;
      taught[2 * i] = i;
      taught[2 * i + 1] = -i;
    }
    Shard shard = new Shard(0, Shape.of(1), labels, new Shard.Pixels(pixels));
    Batches batches = Batches.training(shard, Normalization.NONE, taught, 5, 3, 2, 9);
    int seen = 0;
    while (batches.hasNext()) {
      Batch batch = batches.next();
      assertThat(batch.taught()).hasSize(2 * batch.size());
      for (int i = 0; i < batch.size(); i++) {
        assertThat(batch.features()[i]).isEqualTo(batch.labels()[i]);
        assertThat(batch.taught()[2 * i]).isEqualTo(batch.labels()[i]);
        assertThat(batch.taught()[2 * i + 1]).isEqualTo(-batch.labels()[i]);
        seen++;
      }
    }
    assertThat(seen).isEqualTo(3 * 5 - 2 + 23 + 5);
    assertThat(Batches.training(shard, Normalization.NONE, 5, 3, 2, 9).next().taught()).isEmpty();
  }
}
