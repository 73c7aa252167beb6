package io.espalier.driver.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.model.Shape;
import io.espalier.shard.Batch;
import io.espalier.shard.Batches;
import io.espalier.shard.Normalization;
import io.espalier.shard.Shard;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RememberedBatchesTest {
  /** How often batches were made. */
  private int made;

  private Iterator<Batch> make(Shard shard) {
    made++;
    return Batches.inOrder(shard, Normalization.NONE, 3);
  }

  private static Shard shard(int examples, int features) {
    byte[] values = new byte[examples * features];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i % 7);
    }
    return new Shard(0, Shape.of(features), new int[examples], new Shard.Pixels(values));
  }

  private static List<Batch> all(Iterable<Batch> batches) {
    List<Batch> all = new ArrayList<>();
    batches.forEach(all::add);
    return all;
  }

  @Test
  void severalCandidatesSeeTheSameBatchesWhichAreMadeOnce() {
    Shard shard = shard(8, 5);
    RememberedBatches batches = new RememberedBatches(shard, 3, () -> make(shard));
    List<Batch> first = all(batches);
    assertThat(first).extracting(Batch::size).containsExactly(3, 3, 2);
    for (int again = 0; again < 2; again++) {
      List<Batch> next = all(batches);
      assertThat(next).hasSameSizeAs(first);
      for (int b = 0; b < first.size(); b++) {
        assertThat(next.get(b)).isSameAs(first.get(b));
      }
    }
    assertThat(made).isEqualTo(1);
  }

  @Test
  void aSingleCandidateHoldsOneBatchAtATime() {
    Shard shard = shard(8, 5);
    RememberedBatches batches = new RememberedBatches(shard, 1, () -> make(shard));
    List<Batch> first = all(batches);
    assertThat(all(batches)).doesNotContainAnyElementsOf(first);
    assertThat(made).isEqualTo(2);
  }

  @Test
  void aShardThatDoesNotFitIsReadAgainForEachCandidate() {
    int features = 1 << 20;
    assertThat(RememberedBatches.bytes(8, features)).isEqualTo(64L << 20);
    assertThat(RememberedBatches.bytes(9, features)).isZero();
    Shard shard = shard(9, features);
    RememberedBatches batches = new RememberedBatches(shard, 2, () -> make(shard));
    assertThat(batches.iterator().next().size()).isEqualTo(3);
    assertThat(batches.iterator().next().size()).isEqualTo(3);
    assertThat(made).isEqualTo(2);
  }
}
