package io.espalier.driver.sizing;

import io.espalier.driver.plan.CandidatePlan;
import io.espalier.driver.plan.Plan;
import io.espalier.driver.spec.TrainSpec;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.train.TrainerKind;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a run brings to a cluster.
 *
 * @param network that all candidates share
 * @param trainer who computes; never {@code AUTO}
 * @param splits train, validation and test
 * @param exampleBytes that one example takes in a cached shard
 * @param baseline how the dense network is trained first; empty where it comes trained
 * @param plan of all rounds
 * @param waveMegabytes that the plan's waves were divided by
 * @param shuffleAboveBytes size of one candidate's state above which averages go by a shuffle
 */
public record Workload(
    Network network,
    TrainerKind trainer,
    List<Split> splits,
    long exampleBytes,
    Optional<TrainSpec> baseline,
    Plan plan,
    int waveMegabytes,
    long shuffleAboveBytes) {

  /** The same candidates in waves of at most as many megabytes. */
  Workload inWavesOf(int megabytes) {
    Plan other = Plan.of(plan.candidates(), network, plan.trainShards(), megabytes * 1_000_000L);
    return new Workload(
        network, trainer, splits, exampleBytes, baseline, other, megabytes, shuffleAboveBytes);
  }

  Split train() {
    return splits.get(0);
  }

  Split validation() {
    return splits.get(1);
  }

  /** The largest batch of any candidate. */
  int batchSize() {
    return plan.candidates().stream()
        .mapToInt(c -> c.spec().fineTune().batchSize())
        .max()
        .orElse(1);
  }

  /** All sizes of batches, the baseline's too: a trainer has a program for each. */
  int[] batchSizes() {
    IntStream candidates =
        plan.candidates().stream().mapToInt(c -> c.spec().fineTune().batchSize());
    return IntStream.concat(candidates, baseline.stream().mapToInt(TrainSpec::batchSize))
        .distinct()
        .toArray();
  }

  /** Values that one example takes on its way through the network, its own among them. */
  long activations() {
    return network.input().size()
        + network.operations().stream().map(Operation::output).mapToLong(s -> s.size()).sum();
  }

  /** Every candidate's states on their way, wave by wave. */
  List<List<Course>> waves() {
    return plan.waves().stream().map(this::wave).toList();
  }

  private List<Course> wave(List<CandidatePlan> wave) {
    return wave.stream().map(c -> new Course(c, network)).toList();
  }
}
