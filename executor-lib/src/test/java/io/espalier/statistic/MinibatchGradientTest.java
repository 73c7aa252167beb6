package io.espalier.statistic;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.SmallNetworks;
import io.espalier.shard.Batch;
import io.espalier.shard.Batches;
import io.espalier.shard.Normalization;
import io.espalier.shard.Shard;
import io.espalier.train.Initializer;
import io.espalier.train.MadeUpBatches;
import io.espalier.train.sparse.Sketch;
import io.espalier.train.sparse.SparseTrainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class MinibatchGradientTest {
  /** Six weights, then two biases. */
  private static final Network NETWORK = new Sketch(3).classes(2);

  /** 35 weights and 7 biases of fc1, then 21 weights of fc2. */
  private static final Network TWO = SmallNetworks.dense();

  private static final int BATCH_SIZE = 2;
  private static final long SEED = 9;
  private static final List<String> LAYERS =
      NETWORK.prunable().stream().map(s -> s.operation().name()).toList();

  /** Five examples: an epoch is two batches of two and one of one. */
  private static Shard shard() {
    Batch all = MadeUpBatches.of(NETWORK, 6, 5).get(0);
    return new Shard(1, NETWORK.input(), all.labels(), new Shard.Floats(all.features()));
  }

  private static Sums gather(Statistic statistic, Function<Sampling, Iterator<Batch>> batches) {
    try (SparseTrainer trainer = new SparseTrainer(NETWORK)) {
      return new Gathering(
              NETWORK, Initializer.values(NETWORK, 1), Mask.full(NETWORK.size()), trainer)
          .of(List.of(statistic), BATCH_SIZE, batches)
          .get(0);
    }
  }

  /** Pitfall: RigL's gradient accumulated, over what was trained with or over all examples. */
  @Test
  void isOfTheOneBatchThatTrainingSeesNext() {
    Batches stream = Batches.training(shard(), Normalization.NONE, BATCH_SIZE, SEED, 0, 7);
    List<Sums> found = new ArrayList<>();
    for (int k = 0; k < 7; k++) {
      Batch next = stream.next();
      Sums own =
          gather(
              new MinibatchGradient(k, SEED, LAYERS),
              sampling -> sampling.batches(shard(), Normalization.NONE, 4));
      assertThat(own.batches()).isEqualTo(1);
      assertThat(own.examples()).isEqualTo(next.size()).isEqualTo(k % 3 == 2 ? 1 : 2);
      assertThat(own.values())
          .containsExactly(
              Arrays.copyOf(
                  gather(new GradientSum(), sampling -> List.of(next).iterator()).values(), 6));
      found.add(own);
    }
    assertThat(found.get(0).values()).isNotEqualTo(found.get(1).values());
  }

  private static double[] sums(Mask mask, Statistic statistic) {
    float[] survivors = Initializer.values(TWO, 2);
    List<Batch> batches = MadeUpBatches.of(TWO, 6, 9);
    return new Gathering(
            TWO,
            Arrays.copyOf(survivors, mask.survivors(0, mask.size())),
            mask,
            new SparseTrainer(TWO))
        .of(List.of(statistic), 9, sampling -> batches.iterator())
        .get(0)
        .values();
  }

  @Test
  void onlyTheWeightsThatAreAskedAboutTravel() {
    Mask full = Mask.full(TWO.size());
    double[] all = sums(full, new GradientSum());
    assertThat(sums(full, new MinibatchGradient(0, 1, List.of("fc2"))))
        .hasSize(21)
        .isEqualTo(Arrays.copyOfRange(all, 42, 63));
    assertThat(sums(full, new MinibatchGradient(0, 1, List.of("fc1", "fc2")))).hasSize(56);

    BitSet first = new BitSet();
    first.set(0, 10);
    Mask pruned = full.without(first);
    assertThat(sums(pruned, new MinibatchGradient(0, 1, List.of("fc2"))))
        .isEqualTo(Arrays.copyOfRange(sums(pruned, new GradientSum()), 32, 53));
  }
}
