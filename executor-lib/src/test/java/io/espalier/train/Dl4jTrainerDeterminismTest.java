package io.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.mask.Mask;
import io.espalier.measure.Digest;
import io.espalier.model.Network;
import io.espalier.model.SmallNetworks;
import io.espalier.shard.Batch;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Same arguments, same bits: whatever the trainer, or another one, has computed before. */
final class Dl4jTrainerDeterminismTest {
  static Stream<Network> networks() {
    return SmallNetworks.all().stream();
  }

  private static String fineTuned(Dl4jTrainer trainer, Network network, long seed) {
    Trainer.FineTuned done =
        trainer.fineTune(
            new ReplicaState(Initializer.values(network, 7), new float[0][], 0),
            Mask.full(network.size()),
            MadeUpBatches.of(network, 4, 8, 8, 3).iterator(),
            Course.plain(OptimizerSpec.DEFAULTS, LearningRate.DEFAULTS, 3),
            seed);
    return Digest.of(done.state().values()) + done.lossSum();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void freshAndUsedTrainersAgree(Network network) {
    float[] values = Initializer.values(network, 7);
    String first;
    try (Dl4jTrainer fresh = new Dl4jTrainer(network)) {
      first = fineTuned(fresh, network, 11);
    }
    try (Dl4jTrainer used = new Dl4jTrainer(network);
        Dl4jTrainer other = new Dl4jTrainer(SmallNetworks.conv())) {
      used.evaluate(
          values, Mask.full(values.length), MadeUpBatches.of(network, 9, 3, 11).iterator());
      used.gradientSum(values, MadeUpBatches.of(network, 9, 4).iterator());
      fineTuned(used, network, 12);
      fineTuned(other, SmallNetworks.conv(), 13);
      assertThat(fineTuned(used, network, 11)).isEqualTo(first);
    }
  }

  @Test
  void theSeedDecidesDropout() {
    Network network = SmallNetworks.dense();
    try (Dl4jTrainer trainer = new Dl4jTrainer(network)) {
      String first = fineTuned(trainer, network, 1);
      assertThat(fineTuned(trainer, network, 2)).isNotEqualTo(first);
      assertThat(fineTuned(trainer, network, 1)).isEqualTo(first);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void gradientsOfBatchesAdd(Network network) {
    float[] values = Initializer.values(network, 7);
    List<Batch> once = MadeUpBatches.of(network, 5, 6);
    List<Batch> twice = List.of(once.get(0), once.get(0));
    try (Dl4jTrainer trainer = new Dl4jTrainer(network)) {
      double[] single = trainer.gradientSum(values, once.iterator());
      double[] both = trainer.gradientSum(values, twice.iterator());
      for (int i = 0; i < single.length; i++) {
        assertThat(both[i]).isCloseTo(2 * single[i], within(0.0));
      }
    }
  }
}
