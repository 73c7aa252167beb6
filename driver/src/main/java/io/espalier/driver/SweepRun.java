package io.espalier.driver;

import io.espalier.driver.plan.Plan;
import io.espalier.driver.round.Baseline;
import io.espalier.driver.round.CandidateCodec;
import io.espalier.driver.round.CandidateRun;
import io.espalier.driver.round.Cluster;
import io.espalier.driver.round.Sweep;
import io.espalier.driver.round.SweepListener;
import io.espalier.driver.round.Wave;
import io.espalier.driver.run.Checkpoints;
import io.espalier.driver.run.Incidents;
import io.espalier.driver.run.RunFolder;
import io.espalier.driver.run.RunIdentity;
import io.espalier.driver.spec.RunSpec;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * The candidates of a run on their way: those that a checkpoint has go on, the others begin, and
 * what is behind them is committed as the configuration asks.
 */
final class SweepRun implements SweepListener {
  private final RunSpec spec;
  private final Plan plan;
  private final Checkpoints checkpoints;
  private final RunIdentity identity;
  private final CandidateCodec codec;
  private final Outcome outcome;
  private final Continuation before;
  private final Incidents incidents;

  SweepRun(
      RunSpec spec,
      SweepOptions options,
      Plan plan,
      Cluster cluster,
      Baseline baseline,
      RunFolder folder,
      Checkpoints checkpoints,
      Outcome outcome,
      Configuration hadoop) {
    this.spec = spec;
    this.plan = plan;
    this.checkpoints = checkpoints;
    this.outcome = outcome;
    this.incidents = folder.incidents();
    this.codec = new CandidateCodec(cluster.network(), cluster.kind());
    this.identity = Identities.of(folder, plan, cluster.data(), baseline);
    this.before =
        Continuation.of(
            folder.path(),
            checkpoints,
            identity,
            plan,
            codec,
            options.existing() == SweepOptions.Existing.RETRY_FAILED,
            () ->
                new Salvage(folder, spec, cluster.network(), baseline, codec, hadoop)
                    .candidates(plan));
    outcome.restore(before.finished());
    if (!before.committed()) {
      commit(before.finished());
    }
    folder.unseal();
  }

  /** For a person; empty where nothing is gone on with. */
  String text() {
    return before.text(plan);
  }

  /** Takes all that is left to its end. */
  void run(Sweep sweep, Cluster cluster, Baseline baseline) {
    long waveBytes = spec.execution().waveMegabytes() * 1_000_000L;
    int shards = cluster.data().train().getNumPartitions();
    List<Wave> waves =
        before.waves(plan, rest -> Plan.of(rest, cluster.network(), shards, waveBytes));
    sweep.run(waves, baseline, this);
  }

  @Override
  public void afterRound(List<CandidateRun> wave, int rounds) {
    int every = spec.execution().checkpointEveryRounds();
    if (every > 0 && rounds % every == 0) {
      incidents.save();
      checkpoints.commit(
          identity,
          rounds,
          wave.stream().map(CandidateRun::id).toList(),
          out -> codec.write(wave, out));
    }
  }

  @Override
  public void afterWave(List<CandidateRun> wave) {
    commit(outcome.add(wave));
  }

  private void commit(List<FinishedCandidate> wave) {
    incidents.save();
    checkpoints.commit(identity, out -> FinishedCandidate.write(wave, out));
  }
}
