package io.espalier.statistic;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.SmallNetworks;
import io.espalier.shard.Batch;
import io.espalier.train.Initializer;
import io.espalier.train.MadeUpBatches;
import io.espalier.train.sparse.SparseTrainer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MinibatchGradientTest {
  /** 35 weights and 7 biases of fc1, then 21 weights of fc2. */
  private static final Network NETWORK = SmallNetworks.dense();

  private static double[] sums(Mask mask, Statistic statistic) {
    float[] survivors = Initializer.values(NETWORK, 2);
    List<Batch> batches = MadeUpBatches.of(NETWORK, 6, 9);
    return new Gathering(
            NETWORK,
            Arrays.copyOf(survivors, mask.survivors(0, mask.size())),
            mask,
            new SparseTrainer(NETWORK))
        .of(List.of(statistic), 9, sampling -> batches.iterator())
        .get(0)
        .values();
  }

  @Test
  void onlyTheWeightsThatAreAskedAboutTravel() {
    Mask full = Mask.full(NETWORK.size());
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
