package io.espalier.driver.round;

import io.espalier.train.ReplicaState;
import io.espalier.train.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What a round of fine-tuning left of one candidate.
 *
 * @param state averaged; null after a failure
 * @param nanos of all its cells
 * @param bytes that travelled for it
 * @param failure the first cell's that failed; null if none did
 * @param before the score on validation that it started the round with; null unless asked for
 */
record FineTuneOutcome(
    ReplicaState state,
    double meanLoss,
    long nanos,
    long bytes,
    CellResult failure,
    Trainer.Score before) {

  /**
   * Sorts cells and scores to their candidates.
   *
   * @param bytes that travelled, a candidate
   */
  static List<FineTuneOutcome> of(ChunkedAveraging.Averaged averaged, long[] bytes, Ledger ledger) {
    List<CellResult> cells = new ArrayList<>();
    List<EvaluateTask.Scored> scores = new ArrayList<>();
    for (Part p : averaged.outcomes()) {
      if (p instanceof CellResult c) {
        cells.add(c);
      } else if (p instanceof EvaluateTask.Scored s) {
        scores.add(s);
      }
    }
    cells.sort(Comparator.comparingInt(CellResult::shard));
    Trainer.Score[] before = scores(scores, bytes.length, ledger);
    List<FineTuneOutcome> all = new ArrayList<>();
    for (int c = 0; c < bytes.length; c++) {
      double loss = 0;
      long examples = 0;
      long nanos = 0;
      long batchNanos = 0;
      CellResult failure = null;
      for (CellResult r : cells) {
        if (r.candidate() == c) {
          loss += r.lossSum();
          examples += r.examples();
          nanos += r.nanos();
          batchNanos += r.batchNanos();
          failure = failure == null && r.failed() ? r : failure;
        }
      }
      ledger.fineTuned(nanos, batchNanos);
      all.add(
          new FineTuneOutcome(
              failure == null ? averaged.states().get(c) : null,
              loss / examples,
              nanos,
              bytes[c],
              failure,
              before[c].examples() == 0 ? null : before[c]));
    }
    return all;
  }

  /** Each candidate's score, its shards' added in their order. */
  static Trainer.Score[] scores(List<EvaluateTask.Scored> parts, int candidates, Ledger ledger) {
    List<EvaluateTask.Scored> ordered = new ArrayList<>(parts);
    ordered.sort(Comparator.comparingInt(EvaluateTask.Scored::shard));
    Trainer.Score[] sums = new Trainer.Score[candidates];
    Arrays.fill(sums, Trainer.Score.ZERO);
    for (EvaluateTask.Scored p : ordered) {
      ledger.evaluated(p.nanos());
      sums[p.candidate()] = sums[p.candidate()].plus(p.score());
    }
    return sums;
  }
}
