package io.espalier.driver;

import io.espalier.driver.bench.Footprint;
import io.espalier.driver.bench.Row;
import io.espalier.driver.plan.Plan;
import io.espalier.driver.round.CandidateRun;
import io.espalier.driver.round.Ledger;
import io.espalier.driver.round.Progress;
import io.espalier.driver.run.RunResult;
import io.espalier.input.InputException;
import io.espalier.model.Network;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the driver holds as a sweep goes on: looked at after its first rounds, then some times until
 * its last.
 */
public final class Footprints implements Progress {
  private static final int LOOKS = 9;

  private final int first;
  private final Progress progress;
  private final TreeMap<Integer, Footprint> seen = new TreeMap<>();

  Footprints(int first, Progress progress) {
    this.first = first;
    this.progress = progress;
  }

  /** By the number of rounds that lay behind. */
  public SortedMap<Integer, Footprint> seen() {
    return new TreeMap<>(seen);
  }

  /** The last beside the first, as a benchmark's rows. */
  public List<Row> rows() {
    int from = seen.firstKey();
    int to = seen.lastKey();
    return seen.get(to).rows(seen.get(from), to - from);
  }

  @Override
  public void round(int done, int total, String text) {
    progress.round(done, total, text);
    int apart = Math.max(1, (total - first) / LOOKS);
    if (done == total || (done >= first && (done - first) % apart == 0)) {
      seen.put(done, Footprint.now());
    }
  }

  /**
   * @throws InputException if there are no more rounds than lie before the first look
   */
  @Override
  public void planned(Plan plan, Network network, String trainer) {
    if (plan.rounds() <= first) {
      throw new InputException(
          "RUN.yaml", "has a sweep of " + plan.rounds() + " rounds", "more than " + first);
    }
    progress.planned(plan, network, trainer);
  }

  @Override
  public void phase(String text) {
    progress.phase(text);
  }

  @Override
  public void ended(CandidateRun candidate) {
    progress.ended(candidate);
  }

  @Override
  public void finished(RunResult result, Ledger ledger) {
    progress.finished(result, ledger);
  }

  @Override
  public void found(RunResult result) {
    progress.found(result);
  }
}
