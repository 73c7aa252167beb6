package io.espalier.driver.round;

import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.driver.run.Incidents;
import io.espalier.scope.Sensitivity;
import io.espalier.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes all candidates through their rounds, wave by wave. A round is: prune where a step begins,
 * fine-tune and average, evaluate where it is due.
 */
public final class Sweep {
  private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

  private final Cluster cluster;
  private final Rounds rounds;
  private final Map<String, Sensitivity> scans;
  private final Progress progress;
  private final Deadline deadline;
  private final Isolation isolation;

  /**
   * @param scans of candidates whose scope goes by them, by {@link SensitivityScan#key}
   * @param incidents that this tells what it got over
   */
  public Sweep(
      Cluster cluster,
      Rounds rounds,
      Map<String, Sensitivity> scans,
      Progress progress,
      Deadline deadline,
      Incidents incidents) {
    this.cluster = cluster;
    this.rounds = rounds;
    this.scans = scans;
    this.progress = progress;
    this.deadline = deadline;
    this.isolation =
        new Isolation(
            cluster::layout,
            () -> cluster.spark().sc().isStopped(),
            cluster.memoryLosses(),
            incidents);
  }

  /**
   * Takes waves through their rounds, one after the other.
   *
   * @return all their candidates
   */
  public List<CandidateRun> run(List<Wave> waves, Baseline baseline, SweepListener listener) {
    boolean taught =
        waves.stream().flatMap(w -> w.runs().stream()).anyMatch(r -> r.plan().taught());
    try {
      if (taught && !deadline.passed()) {
        rounds.taughtBy(baseline.trained());
      }
      return waves(waves, baseline, listener);
    } finally {
      rounds.untaught();
    }
  }

  private List<CandidateRun> waves(List<Wave> waves, Baseline baseline, SweepListener listener) {
    Turns turns = new Turns(cluster, rounds, scans, baseline);
    List<CandidateRun> all = new ArrayList<>();
    int total = waves.stream().mapToInt(Wave::left).sum();
    int done = 0;
    for (int w = 0; w < waves.size(); w++) {
      Wave wave = waves.get(w);
      all.addAll(wave.runs());
      if (deadline.passed()) {
        stop(wave.runs());
      } else {
        if (wave.begun() < 0) {
          wave.runs().forEach(r -> begin(r, baseline));
        }
        for (int round = wave.first(); round < wave.length() && goesOn(wave); round++) {
          if (deadline.passed()) {
            stop(wave.runs());
          } else {
            round(turns, wave.runs(), round);
            String text =
                String.format(
                    "wave %d/%d, round %d/%d, %d candidates%s",
                    w + 1, waves.size(), round + 1, wave.length(), wave.runs().size(), best(all));
            progress.round(done + round - wave.first() + 1, total, text);
            if (round + 1 < wave.length() && goesOn(wave)) {
              listener.afterRound(wave.runs(), round + 1);
            }
          }
        }
      }
      done += wave.left();
      listener.afterWave(wave.runs());
    }
    return all;
  }

  private static boolean goesOn(Wave wave) {
    return wave.runs().stream().anyMatch(CandidateRun::running);
  }

  private void begin(CandidateRun run, Baseline baseline) {
    run.start(
        baseline.start(run.plan().spec().prune().from()),
        Turns.layers(cluster.network(), run.plan()));
  }

  private void round(Turns turns, List<CandidateRun> wave, int round) {
    String during = "round " + (round + 1);
    List<CandidateRun> live = live(wave);
    isolation.run(due(live, round), during, some -> turns.take(some, round));
    rounds.keepSubjects(live(wave));
    isolation.run(live(wave), during, some -> fineTune(some, round));
    List<CandidateRun> ending =
        live(wave).stream().filter(r -> r.plan().rounds() == round + 1).toList();
    isolation.run(due(ending, round + 1), during, some -> turns.take(some, round + 1));
    List<CandidateRun> ranked =
        live(wave).stream().filter(r -> r.plan().evaluatesAfter(round)).toList();
    isolation.run(ranked, during, some -> evaluate(some, round));
    for (CandidateRun r : live(wave)) {
      if (!ranked.contains(r)) {
        r.endRound(round, null);
      }
    }
    live.stream().filter(r -> !r.running() && r.status() != Status.DONE).forEach(this::report);
  }

  private static List<CandidateRun> due(List<CandidateRun> live, int round) {
    return live.stream().filter(r -> !r.plan().events(round).isEmpty()).toList();
  }

  private void fineTune(List<CandidateRun> some, int round) {
    List<Integer> justPruned = new ArrayList<>();
    for (int c = 0; c < some.size(); c++) {
      if (some.get(c).fresh()) {
        justPruned.add(c);
      }
    }
    List<FineTuneOutcome> tuned = rounds.fineTune(some, round, justPruned);
    for (int c = 0; c < some.size(); c++) {
      CandidateRun run = some.get(c);
      FineTuneOutcome t = tuned.get(c);
      if (t.before() != null) {
        run.prunedScore(t.before());
      }
      if (t.failure() != null) {
        run.end(
            Status.FAILED,
            "shard "
                + t.failure().shard()
                + ", round "
                + (round + 1)
                + ": "
                + t.failure().failure(),
            t.failure().stack());
      } else {
        run.averaged(t.state(), t.meanLoss(), t.nanos(), t.bytes());
      }
    }
  }

  private void evaluate(List<CandidateRun> some, int round) {
    List<Trainer.Score> scores =
        scores(some, "evaluate " + some.size() + " candidates, round " + (round + 1));
    for (int c = 0; c < some.size(); c++) {
      if (some.get(c).fresh()) {
        some.get(c).prunedScore(scores.get(c));
      }
      some.get(c).endRound(round, scores.get(c));
    }
  }

  private List<Trainer.Score> scores(List<CandidateRun> some, String text) {
    List<Subject> subjects = some.stream().map(CandidateRun::subject).toList();
    List<float[]> survivors =
        rounds.recalibrate(some.stream().map(CandidateRun::survivors).toList(), subjects);
    for (int c = 0; c < some.size(); c++) {
      some.get(c).recalibrated(survivors.get(c));
    }
    return rounds.evaluate(cluster.data().validation(), survivors, subjects, text);
  }

  /** Candidates that the deadline cuts short are scored as they stand: the best so far counts. */
  private void stop(List<CandidateRun> wave) {
    List<CandidateRun> begun = live(wave);
    isolation.run(
        begun,
        "the end",
        some -> {
          List<Trainer.Score> scores =
              scores(some, "evaluate " + some.size() + " stopped candidates");
          for (int c = 0; c < some.size(); c++) {
            some.get(c).scored(scores.get(c));
          }
        });
    for (CandidateRun r : wave) {
      if (r.running() || r.status() == Status.QUEUED) {
        r.end(Status.STOPPED, deadline.text(), "");
        report(r);
      }
    }
  }

  private void report(CandidateRun run) {
    LOG.warn("candidate {} is {}: {}", run.id(), run.status(), run.reason());
    progress.ended(run);
  }

  private static List<CandidateRun> live(List<CandidateRun> wave) {
    return wave.stream().filter(CandidateRun::running).toList();
  }

  private static String best(List<CandidateRun> all) {
    double best =
        all.stream()
            .filter(r -> r.score().examples() > 0 && r.plan().spec().control().isEmpty())
            .mapToDouble(r -> r.score().accuracy())
            .max()
            .orElse(Double.NaN);
    return Double.isNaN(best) ? "" : String.format(", best accuracy %.4f", best);
  }
}
