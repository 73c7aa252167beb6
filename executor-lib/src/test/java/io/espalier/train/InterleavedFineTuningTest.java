package io.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.mask.Mask;
import io.espalier.measure.Digest;
import io.espalier.model.Network;
import io.espalier.model.SmallNetworks;
import io.espalier.shard.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trainings that are open at the same time do not notice each other. */
final class InterleavedFineTuningTest {
  static Stream<Network> networks() {
    return SmallNetworks.all().stream();
  }

  private static Trainer.FineTuning begin(
      Trainer trainer, Network network, long seed, double learningRate) {
    OptimizerSpec d = OptimizerSpec.DEFAULTS;
    OptimizerSpec optimizer =
        new OptimizerSpec(
            d.kind(), learningRate, d.momentum(), d.beta1(), d.beta2(), d.epsilon(), 0, 0);
    return trainer.begin(
        new ReplicaState(Initializer.values(network, 7), new float[0][], 0),
        Mask.full(network.size()),
        Course.plain(optimizer, LearningRate.DEFAULTS, 4),
        seed);
  }

  private static String text(Trainer.FineTuned done) {
    return Digest.of(done.state().values())
        + Digest.of(done.state().moments()[0])
        + done.lossSum()
        + done.examples();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void eachComesOutAsIfItRanAlone(Network network) {
    List<Batch> batches = MadeUpBatches.of(network, 4, 8, 8, 3, 8);
    List<String> alone = new ArrayList<>();
    for (int c = 0; c < 3; c++) {
      try (Trainer trainer = new Dl4jTrainer(network)) {
        Trainer.FineTuning one = begin(trainer, network, 11 + c, 0.01 * (c + 1));
        batches.forEach(one::step);
        alone.add(text(one.finish()));
      }
    }
    List<Trainer.FineTuning> open = new ArrayList<>();
    try (Trainer trainer = new Dl4jTrainer(network)) {
      for (int c = 0; c < 3; c++) {
        open.add(begin(trainer, network, 11 + c, 0.01 * (c + 1)));
      }
      for (Batch batch : batches) {
        open.forEach(o -> o.step(batch));
      }
      assertThat(open.stream().map(o -> text(o.finish())).toList()).isEqualTo(alone);
    }
    assertThat(alone).doesNotHaveDuplicates();
  }

  @Test
  void oneThatDivergesLeavesTheOthersAlone() {
    Network network = SmallNetworks.dense();
    List<Batch> batches = MadeUpBatches.of(network, 4, 8, 8, 8, 8);
    try (Trainer trainer = new Dl4jTrainer(network)) {
      Trainer.FineTuning alone = begin(trainer, network, 5, 0.01);
      batches.forEach(alone::step);
      String expected = text(alone.finish());

      Trainer.FineTuning good = begin(trainer, network, 5, 0.01);
      Trainer.FineTuning bad = begin(trainer, network, 5, 1e38);
      good.step(batches.get(0));
      assertThatThrownBy(
              () -> {
                batches.forEach(bad::step);
                bad.finish();
              })
          .isInstanceOf(DivergedException.class);
      batches.subList(1, 4).forEach(good::step);
      assertThat(text(good.finish())).isEqualTo(expected);
    }
  }
}
