package io.espalier.driver.round;

import io.espalier.driver.plan.CandidatePlan;
import io.espalier.driver.spec.CandidateSpec;
import io.espalier.driver.spec.PruneSpec;
import io.espalier.driver.spec.TrainSpec;
import io.espalier.mask.Mask;
import io.espalier.train.DivergedException;
import io.espalier.train.Trainer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Trains the dense network by parameter averaging: a sweep's rounds with a single candidate. */
public final class BaselineTraining {
  private static final PruneSpec NOTHING =
      new PruneSpec(
          "init",
          CandidateSpec.DENSE,
          PruneSpec.DEFAULTS.granularity(),
          PruneSpec.DEFAULTS.scope(),
          PruneSpec.DEFAULTS.schedule(),
          PruneSpec.DEFAULTS.curve(),
          1,
          0,
          null,
          null,
          List.of(),
          Map.of(),
          PruneSpec.DEFAULTS.maskAggregation(),
          Map.of());

  private final Cluster cluster;
  private final Rounds rounds;
  private final Progress progress;

  public BaselineTraining(Cluster cluster, Rounds rounds, Progress progress) {
    this.cluster = cluster;
    this.rounds = rounds;
    this.progress = progress;
  }

  /**
   * Trains from the given values.
   *
   * @throws DivergedException if the loss or a parameter leaves the finite numbers
   */
  public Baseline train(float[] initial, TrainSpec spec, long seed) {
    int largest = IntStream.of(cluster.data().trainSizes()).max().orElseThrow();
    CandidatePlan plan =
        CandidatePlan.of(new CandidateSpec("baseline", NOTHING, spec, seed, "dense"), largest);
    CandidateRun run = new CandidateRun(plan);
    run.start(initial);
    Map<Integer, float[]> kept = new TreeMap<>();
    for (int round = 0; round < plan.rounds(); round++) {
      FineTuneOutcome tuned = rounds.fineTune(List.of(run), round, List.of()).get(0);
      if (tuned.failure() != null) {
        throw new DivergedException("the baseline's training failed: " + tuned.failure().failure());
      }
      run.averaged(tuned.state(), tuned.meanLoss(), tuned.nanos(), tuned.bytes());
      keepEpochs(kept, spec, plan, round, run);
      progress.round(
          round + 1, plan.rounds(), String.format("baseline, loss %.4f", tuned.meanLoss()));
    }
    float[] trained = recalibrated(run.values());
    kept.replaceAll((epoch, values) -> recalibrated(values));
    return new Baseline(trained, initial, kept, validation(trained));
  }

  /** The score of a dense network on validation. */
  public Trainer.Score validation(float[] values) {
    return rounds
        .evaluate(
            cluster.data().validation(),
            List.of(values),
            List.of(Subject.of(Mask.full(values.length))),
            "evaluate the baseline")
        .get(0);
  }

  /** A baseline that was trained elsewhere, with its statistics and score taken here. */
  public Baseline recalibrated(float[] initial, float[] values) {
    float[] trained = recalibrated(values);
    return new Baseline(trained, initial, Map.of(), validation(trained));
  }

  private float[] recalibrated(float[] values) {
    return rounds
        .recalibrate(List.of(values), List.of(Subject.of(Mask.full(values.length))))
        .get(0);
  }

  /** An epoch's state is that of the first averaging at or after its end. */
  private static void keepEpochs(
      Map<Integer, float[]> kept, TrainSpec spec, CandidatePlan plan, int round, CandidateRun run) {
    long batches = plan.firstBatch(round) + plan.batches(round);
    for (int epoch : spec.keepEpochs()) {
      if (batches >= (long) epoch * plan.batchesPerEpoch()) {
        kept.computeIfAbsent(epoch, e -> run.values());
      }
    }
  }
}
