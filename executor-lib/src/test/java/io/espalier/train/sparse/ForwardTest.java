package io.espalier.train.sparse;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.SmallNetworks;
import io.espalier.shard.Batch;
import io.espalier.train.Initializer;
import io.espalier.train.MadeUpBatches;
import io.espalier.train.Moments;
import io.espalier.train.Trainer.Score;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A batch goes forward in slices of 64, and nothing shows it. */
final class ForwardTest {
  private static final Network NETWORK = SmallNetworks.residual();
  private static final Mask MASK = Mask.full(NETWORK.size());
  private static final float[] VALUES = Initializer.values(NETWORK, 4);

  private final SparseTrainer trainer = new SparseTrainer(NETWORK);
  private final Batch batch = MadeUpBatches.of(NETWORK, 3, 130).get(0);

  private static Batch one(Batch of, int example) {
    int width = of.features().length / of.size();
    return new Batch(
        Arrays.copyOfRange(of.features(), example * width, (example + 1) * width),
        new int[] {of.labels()[example]});
  }

  @Test
  void aScoreIsTheSumOfItsExamplesInTheirOrder() {
    double loss = 0;
    long correct = 0;
    for (int e = 0; e < batch.size(); e++) {
      Score score = trainer.evaluate(VALUES, MASK, List.of(one(batch, e)).iterator());
      loss += score.lossSum();
      correct += score.correct();
    }
    assertThat(trainer.evaluate(VALUES, MASK, List.of(batch).iterator()))
        .isEqualTo(new Score(loss, correct, 130));
  }

  @Test
  void scoresOfABatchAreItsExamples() {
    float[] all = trainer.logits(VALUES, MASK, List.of(batch, one(batch, 7)).iterator());
    assertThat(all).hasSize(131 * 3);
    for (int e = 0; e < 131; e++) {
      Batch alone = one(batch, e == 130 ? 7 : e);
      assertThat(Arrays.copyOfRange(all, 3 * e, 3 * e + 3))
          .isEqualTo(trainer.logits(VALUES, MASK, List.of(alone).iterator()));
    }
  }

  @Test
  void momentsAreThoseOfTheWholeBatch() {
    // What batch norm reads, in a program with room for gradients, which is not sliced.
    float[] seen = trainer.probe(VALUES, MASK).input("bn", batch);
    float[] rows = new float[seen.length];
    for (int e = 0; e < 130; e++) {
      for (int c = 0; c < 3; c++) {
        for (int pixel = 0; pixel < 16; pixel++) {
          rows[(pixel * 130 + e) * 3 + c] = seen[(e * 3 + c) * 16 + pixel];
        }
      }
    }
    Moments expected = Moments.of(rows, 3);
    Moments found = trainer.moments(VALUES, MASK, "bn", List.of(batch).iterator());
    assertThat(found.count()).isEqualTo(130 * 16);
    assertThat(found.mean()).isEqualTo(expected.mean());
    assertThat(found.squares()).isEqualTo(expected.squares());
  }
}
