package io.espalier.driver.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.fault.Faults;
import io.espalier.driver.plan.CandidatePlan;
import io.espalier.driver.plan.Plans;
import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.driver.run.RunFolder;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Operation.Activation;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Shape;
import io.espalier.shard.Shard;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Soft filter pruning through a sweep's own rounds. */
class SoftFilterTest {
  private static final int FEATURES = 3;
  private static final int NEURONS = 8;

  private static final Network NETWORK =
      new Network(
          "soft",
          Shape.of(FEATURES),
          Network.Layout.CHANNELS_FIRST,
          List.of(
              new Dense("fc1", List.of(Network.INPUT), FEATURES, NEURONS, true),
              new Activation("tanh", List.of("fc1"), Function.TANH, Shape.of(NEURONS)),
              new Dense("fc2", List.of("tanh"), NEURONS, 2, true),
              new Activation("softmax", List.of("fc2"), Function.SOFTMAX, Shape.of(2))),
          Optional.empty());

  @TempDir Path dir;

  /** Two shards of 100 examples, the class that of the first feature's sign. */
  private static List<Shard> shards() {
    SplittableRandom random = new SplittableRandom(5);
    List<Shard> shards = new ArrayList<>();
    for (int s = 0; s < 2; s++) {
      float[] features = new float[100 * FEATURES];
      int[] labels = new int[100];
      for (int e = 0; e < labels.length; e++) {
        for (int f = 0; f < FEATURES; f++) {
          features[e * FEATURES + f] = (float) random.nextDouble(-1, 1);
        }
        labels[e] = features[e * FEATURES] > 0 ? 1 : 0;
      }
      shards.add(new Shard(s, Shape.of(FEATURES), labels, new Shard.Floats(features)));
    }
    return shards;
  }

  /**
   * The first four neurons have rows of almost nothing that are heard well, and grow. The others
   * listen to a feature that says nothing, are hardly heard, and decay: they are the larger at
   * first, and not for long.
   */
  private static float[] values() {
    float[] values = new float[NETWORK.size()];
    int second = NETWORK.slot("fc2.weight").offset();
    for (int n = 0; n < NEURONS; n++) {
      boolean heard = n < NEURONS / 2;
      float sign = n % 2 == 0 ? 1 : -1;
      values[n * FEATURES + 2] = heard ? 0.02f : sign;
      values[second + n] = sign * (heard ? -1 : 0.05f);
      values[second + NEURONS + n] = sign * (heard ? 1 : -0.05f);
    }
    return values;
  }

  /** The half of the neurons whose rows have the smallest norms. */
  private static Set<Integer> lowest(float[] values) {
    return new HashSet<>(
        IntStream.range(0, NEURONS)
            .boxed()
            .sorted(Comparator.comparingDouble(n -> norm(values, n)))
            .limit(NEURONS / 2)
            .toList());
  }

  private static double norm(float[] values, int neuron) {
    double sum = 0;
    for (int f = 0; f < FEATURES; f++) {
      double w = values[neuron * FEATURES + f];
      sum += w * w;
    }
    return sum;
  }

  /** A sweep of one candidate: six epochs, a round each. */
  private CandidateRun sweep(List<float[]> afterRounds) {
    CandidatePlan plan =
        Plans.of(
            "prune.granularity=neuron",
            "prune.criterion=magnitude-l2",
            "prune.scope=layer",
            "prune.schedule=soft-filter",
            "fineTune.epochs=6",
            "fineTune.averageEvery=10",
            "fineTune.optimizer={kind: sgd, learningRate: 0.3, momentum: 0, l2: 0.15}");
    try (HandMadeCluster made = new HandMadeCluster(NETWORK, shards())) {
      Sweep sweep =
          new Sweep(
              made.cluster(),
              made.rounds(),
              Map.of(),
              Progress.SILENT,
              new Deadline(0),
              RunFolder.at(dir.toString(), new Configuration(), Faults.none()).incidents());
      SweepListener listener =
          new SweepListener() {
            @Override
            public void afterRound(List<CandidateRun> wave, int rounds) {
              afterRounds.add(wave.get(0).dense().clone());
            }

            @Override
            public void afterWave(List<CandidateRun> wave) {}
          };
      return sweep
          .run(List.of(Wave.of(List.of(plan))), HandMadeCluster.baseline(values()), listener)
          .get(0);
    }
  }

  /**
   * Pitfall: what becomes 0 together with all that reads it has no gradient any more, and is pruned
   * for good. Without momentum, which would move it all the same.
   */
  @Test
  void whatBecomesZeroAfterAnEpochTrainsOnAndMayReturn() {
    List<float[]> after = new ArrayList<>();
    sweep(after);
    assertThat(after).hasSize(5);
    assertThat(lowest(after.get(0))).containsExactlyInAnyOrder(0, 1, 2, 3);
    for (int round = 0; round < 4; round++) {
      for (int neuron : lowest(after.get(round))) {
        assertThat(norm(after.get(round + 1), neuron))
            .as("neuron %d, zeroed before round %d", neuron, round + 1)
            .isPositive();
      }
    }
    assertThat(lowest(after.get(4))).containsExactlyInAnyOrder(4, 5, 6, 7);
  }

  @Test
  void theLastPruningLeavesASmallerNetworkOfJustTheCount() {
    List<float[]> after = new ArrayList<>();
    CandidateRun run = sweep(after);
    assertThat(run.status()).as(run.reason()).isEqualTo(Status.DONE);
    assertThat(run.pruned().achieved()).isEqualTo(4);
    Network left = run.subject().network(NETWORK);
    assertThat(left.operations()).extracting(Operation::name).contains("fc1", "fc2");
    // Four rows of 3 and their biases; two rows of 4 and theirs.
    assertThat(left.size()).isEqualTo(4 * 3 + 4 + 2 * 4 + 2);
    assertThat(run.survivors()).hasSize(left.size()).doesNotContain(0f);
    assertThat(run.shadow()).isEmpty();
  }
}
