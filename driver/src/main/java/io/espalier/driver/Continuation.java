package io.espalier.driver;

import io.espalier.driver.plan.CandidatePlan;
import io.espalier.driver.plan.Plan;
import io.espalier.driver.round.CandidateCodec;
import io.espalier.driver.round.CandidateRun;
import io.espalier.driver.round.Wave;
import io.espalier.driver.run.Checkpoints;
import io.espalier.driver.run.RunIdentity;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run folder has of its run: candidates that are finished, and the wave that was under way.
 *
 * @param begun empty where no wave was
 * @param committed whether a checkpoint has all of it
 */
record Continuation(List<FinishedCandidate> finished, Optional<Wave> begun, boolean committed) {
  private static final Logger LOG = LoggerFactory.getLogger(Continuation.class);

  /**
   * Reads it.
   *
   * @param folder for messages
   * @param retryFailed whether candidates that failed or were lost are to begin anew
   * @param salvage asked where there are no checkpoints at all
   * @throws InputException if the checkpoints are another run's
   */
  static Continuation of(
      String folder,
      Checkpoints checkpoints,
      RunIdentity identity,
      Plan plan,
      CandidateCodec codec,
      boolean retryFailed,
      Supplier<List<FinishedCandidate>> salvage) {
    Optional<Checkpoints.Found> found = checkpoints.newest();
    // Of a candidate that was retried, the later wave's result counts.
    Map<String, FinishedCandidate> finished = new LinkedHashMap<>();
    List<CandidateRun> live = new ArrayList<>();
    if (found.isPresent()) {
      List<Problem> problems = found.get().identity().differences(folder, identity);
      if (!problems.isEmpty()) {
        throw new InputException(problems);
      }
      checkpoints
          .waves(in -> FinishedCandidate.read(codec, in))
          .forEach(wave -> wave.forEach(c -> finished.put(c.id(), c)));
      Map<String, CandidatePlan> plans = new LinkedHashMap<>();
      plan.candidates().forEach(c -> plans.put(c.spec().id(), c));
      checkpoints.state(in -> codec.read(plans, in)).ifPresent(live::addAll);
    } else if (checkpoints.any()) {
      LOG.warn("no checkpoint of {} is whole: all candidates begin anew", folder);
    } else {
      salvage.get().forEach(c -> finished.put(c.id(), c));
    }
    live.forEach(run -> finished.remove(run.id()));
    if (retryFailed) {
      finished.values().removeIf(FinishedCandidate::failed);
      live.removeIf(r -> FinishedCandidate.failed(r.status()));
    }
    return new Continuation(
        List.copyOf(finished.values()),
        live.isEmpty()
            ? Optional.empty()
            : Optional.of(new Wave(List.copyOf(live), found.orElseThrow().round())),
        found.isPresent() || finished.isEmpty());
  }

  /**
   * What is still to do: the wave that was under way, then the others.
   *
   * @param divide makes waves of candidates that have not begun
   */
  List<Wave> waves(Plan plan, Function<List<CandidatePlan>, Plan> divide) {
    Set<String> known = new LinkedHashSet<>();
    finished.forEach(c -> known.add(c.id()));
    begun.ifPresent(w -> w.runs().forEach(r -> known.add(r.id())));
    List<Wave> waves = new ArrayList<>(begun.stream().toList());
    List<CandidatePlan> rest =
        plan.candidates().stream().filter(c -> !known.contains(c.spec().id())).toList();
    divide.apply(rest).waves().forEach(w -> waves.add(Wave.of(w)));
    return waves;
  }

  /** For a person; empty where the run begins. */
  String text(Plan plan) {
    if (finished.isEmpty() && begun.isEmpty()) {
      return "";
    }
    return String.format(
        "resuming: %d of %d candidates are finished%s",
        finished.size(),
        plan.candidates().size(),
        begun.map(w -> ", " + w.runs().size() + " go on after round " + w.begun()).orElse(""));
  }
}
