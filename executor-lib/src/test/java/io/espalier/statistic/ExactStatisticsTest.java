package io.espalier.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.shard.Batch;
import io.espalier.statistic.Blocks.Block;
import io.espalier.train.Initializer;
import io.espalier.train.MadeUpBatches;
import io.espalier.train.Survivors;
import io.espalier.train.sparse.ReferenceNetwork;
import io.espalier.train.sparse.Sketch;
import io.espalier.train.sparse.SparseTrainer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ExactStatisticsTest {
  private static final Network NETWORK = new Sketch(4).dense(5).act(Function.TANH).classes(3);
  private static final Mask MASK = Mask.full(NETWORK.size()).without(0, 7, 30);

  private static Sums gather(Statistic statistic, Mask mask, List<Batch> batches) {
    float[] values = Initializer.values(NETWORK, 1);
    try (SparseTrainer trainer = new SparseTrainer(NETWORK)) {
      return new Gathering(NETWORK, Survivors.gather(mask, values), mask, trainer)
          .of(List.of(statistic), 8, sampling -> batches.iterator())
          .get(0);
    }
  }

  static Stream<Statistic> all() {
    TemperedGradient gradient = new TemperedGradient(200, 25);
    return Stream.of(
        gradient,
        new TemperedHessian(gradient, new double[] {1, 2}),
        new GaussNewtonDiagonal(100),
        new HutchinsonDiagonal(100, 2, 3),
        new BlockFisher(50, 1000, 1),
        new InputGram("o0", 100));
  }

  @ParameterizedTest
  @MethodSource("all")
  void travelAndAreFoundAgain(Statistic statistic) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ObjectOutputStream(bytes).writeObject(statistic);
    Object copy = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    assertThat(copy).isEqualTo(statistic).hasSameHashCodeAs(statistic).isNotSameAs(statistic);
    assertThat(all().filter(statistic::equals)).hasSize(1);
  }

  @Test
  void vectorsAreComparedByTheirValues() {
    TemperedGradient gradient = new TemperedGradient(200, 25);
    TemperedHessian one = new TemperedHessian(gradient, new double[] {1, 2});
    assertThat(one).isNotEqualTo(new TemperedHessian(gradient, new double[] {1, 3}));
    assertThat(one)
        .isNotEqualTo(new TemperedHessian(new TemperedGradient(1, 25), new double[] {1, 2}));
    assertThat(one).hasToString("TemperedHessian[" + gradient + ", times 2 values]");
  }

  @Test
  void samplings() {
    assertThat(new TemperedGradient(1, 25).sampling(8)).isEqualTo(Sampling.perClass(25, 8));
    assertThat(new TemperedHessian(new TemperedGradient(1, 25), new double[0]).sampling(8))
        .isEqualTo(Sampling.perClass(25, 8));
    assertThat(new GaussNewtonDiagonal(0).sampling(8)).isEqualTo(Sampling.all(8));
    assertThat(new HutchinsonDiagonal(100, 1, 1).sampling(8)).isEqualTo(Sampling.first(100, 8));
    assertThat(new BlockFisher(50, 30, 4).sampling(8)).isEqualTo(Sampling.first(120, 4));
    assertThat(new InputGram("o0", 9).sampling(8)).isEqualTo(Sampling.first(9, 8));
  }

  @Test
  void theTemperedGradientIsTheLossesSlopeByEverySurvivor() {
    List<Batch> batches = MadeUpBatches.of(NETWORK, 4, 5, 3);
    double[] sums = gather(new TemperedGradient(1, 25), MASK, batches).values();
    float[] values =
        Survivors.scatter(MASK, Survivors.gather(MASK, Initializer.values(NETWORK, 1)));
    double[] w = new double[values.length];
    Arrays.setAll(w, i -> values[i]);
    int rank = 0;
    for (int i : MASK.indices()) {
      double[] moved = w.clone();
      moved[i] += 1e-5;
      double up = batches.stream().mapToDouble(b -> loss(moved, b)).sum();
      moved[i] -= 2e-5;
      double slope = (up - batches.stream().mapToDouble(b -> loss(moved, b)).sum()) / 2e-5;
      assertThat(sums[rank++]).isCloseTo(slope, within(1e-8));
    }
    assertThat(sums).hasSize(rank);
  }

  private static double loss(double[] w, Batch batch) {
    return ReferenceNetwork.loss(NETWORK, w, batch);
  }

  @Test
  void aProductTakesNoAccountOfTheVectorsBiases() {
    List<Batch> batches = MadeUpBatches.of(NETWORK, 4, 5);
    double[] weights = new double[MASK.survivors(0, MASK.size())];
    Arrays.fill(weights, 1);
    double[] biases = weights.clone();
    int rank = 0;
    for (int i : MASK.indices()) {
      boolean prunable = NETWORK.prunable().stream().anyMatch(s -> s.offset() <= i && i < s.end());
      biases[rank++] = prunable ? 1 : 5;
    }
    TemperedGradient gradient = new TemperedGradient(2, 25);
    assertThat(gather(new TemperedHessian(gradient, biases), MASK, batches).values())
        .containsExactly(gather(new TemperedHessian(gradient, weights), MASK, batches).values());
  }

  @Test
  void blocksKeepTheirPlacesWithinALayer() {
    // Weights 0 to 19 and 25 to 39; biases 20 to 24 and 40 to 42; 0, 7 and 30 are gone.
    Blocks blocks = Blocks.of(NETWORK, MASK, 8);
    assertThat(blocks.all().stream().map(Block::indices))
        .containsExactly(
            new int[] {1, 2, 3, 4, 5, 6},
            new int[] {8, 9, 10, 11, 12, 13, 14, 15},
            new int[] {16, 17, 18, 19},
            new int[] {25, 26, 27, 28, 29, 31, 32},
            new int[] {33, 34, 35, 36, 37, 38, 39});
    assertThat(blocks.all().stream().map(Block::rank)).containsExactly(0, 6, 14, 23, 30);
    assertThat(blocks.all().stream().map(Block::offset)).containsExactly(0, 21, 57, 67, 95);
    assertThat(blocks.triangles()).isEqualTo(95 + 28);
    Block first = blocks.all().get(0);
    assertThat(new int[] {first.at(0, 0), first.at(0, 5), first.at(1, 1), first.at(5, 5)})
        .containsExactly(0, 5, 6, 20);
  }

  @Test
  void theFishersEntriesAreProductsOfMeanGradients() {
    List<Batch> batches = MadeUpBatches.of(NETWORK, 4, 2, 2, 2);
    Sums sums = gather(new BlockFisher(8, 3, 2), MASK, batches);
    Blocks blocks = Blocks.of(NETWORK, MASK, 8);
    double[] expected = new double[blocks.triangles()];
    for (Batch batch : batches) {
      double[] g = gather(new TemperedGradient(1, 25), MASK, List.of(batch)).values();
      for (Block b : blocks.all()) {
        for (int row = 0; row < b.indices().length; row++) {
          for (int column = row; column < b.indices().length; column++) {
            expected[b.at(row, column)] += g[b.rank() + row] * g[b.rank() + column] / 4;
          }
        }
      }
    }
    assertThat(sums.batches()).isEqualTo(3);
    assertThat(sums.values()).containsExactly(expected, within(1e-7));
  }
}
