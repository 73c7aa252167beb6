package io.espalier.driver.round;

import io.espalier.mask.Mask;
import io.espalier.statistic.Statistic;
import io.espalier.statistic.Sums;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Asks the shards what criteria want to know, one job for all candidates together. */
final class Observation {
  /** A state about which at least one candidate asks, and all that is asked. */
  private record State(float[] survivors, int batchSize, Subject subject, Set<Statistic> asked) {}

  private final Rounds rounds;

  Observation(Rounds rounds) {
    this.rounds = rounds;
  }

  /**
   * Gathers what each asks. Candidates that start from the same values share one computation.
   *
   * @param wanted a list a candidate
   * @param what for the Spark UI
   * @return in the order of the candidates
   */
  List<Gathered> gather(List<CandidateRun> runs, List<List<Statistic>> wanted, String what) {
    return gather(runs, wanted, false, what);
  }

  /** The same of all of a network's values, pruned ones 0 among them. */
  List<Gathered> dense(List<CandidateRun> runs, List<List<Statistic>> wanted, String what) {
    return gather(runs, wanted, true, what);
  }

  private List<Gathered> gather(
      List<CandidateRun> runs, List<List<Statistic>> wanted, boolean dense, String what) {
    List<State> states = new ArrayList<>();
    int[] request = new int[runs.size()];
    for (int c = 0; c < runs.size(); c++) {
      request[c] =
          wanted.get(c).isEmpty() ? -1 : request(states, runs.get(c), dense, wanted.get(c));
    }
    if (states.isEmpty()) {
      return runs.stream().map(r -> Gathered.NOTHING).toList();
    }
    List<ScoreTask.Asked> asked = new ArrayList<>();
    for (State s : states) {
      asked.add(new ScoreTask.Asked(s.survivors(), s.batchSize(), List.copyOf(s.asked())));
    }
    List<List<List<Sums>>> found =
        rounds.statistics(
            asked,
            states.stream().map(State::subject).toList(),
            "score " + states.size() + " states, " + what);
    List<Gathered> all = new ArrayList<>();
    for (int c = 0; c < request.length; c++) {
      all.add(
          request[c] < 0
              ? Gathered.NOTHING
              : Gathered.of(
                  asked.get(request[c]).statistics(), found.get(request[c]), wanted.get(c)));
    }
    return all;
  }

  private static int request(
      List<State> states, CandidateRun run, boolean dense, List<Statistic> wanted) {
    int batchSize = run.plan().spec().fineTune().batchSize();
    float[] values = dense ? run.values() : run.observed();
    Subject subject = dense ? Subject.of(Mask.full(values.length)) : run.observedSubject();
    for (int s = 0; s < states.size(); s++) {
      State known = states.get(s);
      if (known.survivors() == values
          && known.batchSize() == batchSize
          && known.subject().equals(subject)) {
        known.asked().addAll(wanted);
        return s;
      }
    }
    states.add(new State(values, batchSize, subject, new LinkedHashSet<>(wanted)));
    return states.size() - 1;
  }
}
