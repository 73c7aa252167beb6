package io.espalier.driver.round;

import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.driver.run.Incidents;
import io.espalier.input.InputException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Does jobs for many candidates at once, and where Spark gives one up, finds out on whose account.
 *
 * <ul>
 *   <li>Halves are tried until the one candidate is found whose cells exceed Spark's retries: it is
 *       lost, the others go on.
 *   <li>Where executors had no memory left, halves are small enough: no later job takes more.
 *   <li>Where one candidate after the other fails on the same shard and none succeeds, the shard is
 *       at fault: the run is given up, and no candidate is blamed.
 * </ul>
 */
final class Isolation {
  /** Candidates that fail on a shard one by one before the shard is blamed. */
  private static final int SUSPECTS = 3;

  private final Supplier<Layout> layout;
  private final BooleanSupplier stopped;
  private final LongSupplier memoryLosses;
  private final Incidents incidents;
  private int most = Integer.MAX_VALUE;
  private long knownLosses;

  /**
   * @param layout of the job that failed
   * @param stopped whether it failed because Spark is ending
   * @param memoryLosses how often something ended for want of memory until now
   */
  Isolation(
      Supplier<Layout> layout,
      BooleanSupplier stopped,
      LongSupplier memoryLosses,
      Incidents incidents) {
    this.layout = layout;
    this.stopped = stopped;
    this.memoryLosses = memoryLosses;
    this.incidents = incidents;
  }

  /** What became of one job's candidates. */
  private static final class Trial {
    private final int candidates;
    private final Map<CandidateRun, GivenUp> lost = new LinkedHashMap<>();
    private final Map<CandidateRun, Exception> failures = new LinkedHashMap<>();
    private int done;

    Trial(int candidates) {
      this.candidates = candidates;
    }

    /** The place at which every candidate fails. */
    Optional<String> poison() {
      List<String> places = new ArrayList<>();
      lost.values().forEach(g -> places.add(g.place().orElse("")));
      boolean enough = candidates > 1 && lost.size() >= Math.min(SUSPECTS, candidates);
      return enough && done == 0 && places.stream().distinct().count() == 1
          ? Optional.of(places.get(0)).filter(p -> !p.isEmpty())
          : Optional.empty();
    }
  }

  /**
   * Does a job.
   *
   * @param during for messages: {@code round 3}
   * @throws RunGivenUpException if a shard fails whatever is asked of it
   */
  void run(List<CandidateRun> some, String during, Consumer<List<CandidateRun>> job) {
    for (int from = 0; from < some.size(); ) {
      int to = (int) Math.min(some.size(), (long) from + most);
      attempt(some.subList(from, to), during, job);
      from = to;
    }
  }

  private void attempt(List<CandidateRun> some, String during, Consumer<List<CandidateRun>> job) {
    Trial trial = new Trial(some.size());
    halve(some, during, job, trial);
    trial.lost.forEach(
        (run, how) -> {
          StringWriter stack = new StringWriter();
          trial.failures.get(run).printStackTrace(new PrintWriter(stack));
          run.end(Status.LOST, during + ": " + how.text(), stack.toString());
        });
  }

  private void halve(
      List<CandidateRun> some, String during, Consumer<List<CandidateRun>> job, Trial trial) {
    try {
      job.accept(some);
      trial.done += some.size();
      return;
    } catch (Exception e) { // Spark's own is checked, but its Java API does not say so
      InputException mistake = GivenUp.mistake(e).orElse(null);
      if (mistake != null) {
        throw mistake;
      }
      GivenUp how = GivenUp.of(e, layout.get()).orElse(null);
      if (how == null || stopped.getAsBoolean()) {
        throw e;
      }
      boolean memory = memoryLost();
      incidents.add(
          String.format(
              "%s with %d candidates was given up by Spark: %s", during, some.size(), how.text()));
      if (some.size() == 1) {
        lost(some.get(0), during, how, e, trial);
        return;
      }
      if (memory || how.memory()) {
        split(some.size());
      }
    }
    halve(some.subList(0, some.size() / 2), during, job, trial);
    halve(some.subList(some.size() / 2, some.size()), during, job, trial);
  }

  /** Whether it has become more since the last failure. */
  private boolean memoryLost() {
    long before = knownLosses;
    knownLosses = memoryLosses.getAsLong();
    return knownLosses > before;
  }

  private void split(int candidates) {
    most = Math.min(most, (candidates + 1) / 2);
    incidents.add(
        String.format(
            "executors ran out of memory with %d candidates: the wave is split, and no job takes"
                + " more than %d from now on; a smaller execution.waveMegabytes, or more executor"
                + " memory, avoids it",
            candidates, most));
  }

  private static void lost(
      CandidateRun run, String during, GivenUp how, Exception failure, Trial trial) {
    trial.lost.put(run, how);
    trial.failures.put(run, failure);
    trial
        .poison()
        .ifPresent(
            place -> {
              throw new RunGivenUpException(
                  place,
                  during,
                  trial.lost.keySet().stream().map(CandidateRun::id).toList(),
                  how.attempts(),
                  how.cause(),
                  failure);
            });
  }
}
