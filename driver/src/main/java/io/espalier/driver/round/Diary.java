package io.espalier.driver.round;

import io.espalier.driver.run.CandidateResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a candidate's rounds came to and what they cost. */
final class Diary {
  private final List<CandidateResult.Round> rounds = new ArrayList<>();
  private double trainLoss = Double.NaN;
  private long roundBytes;
  private long bytes;
  private long nanos;
  private long started;
  private long ended;

  void begin() {
    started = System.nanoTime();
    ended = started;
  }

  /** It has been evaluated, or is over. */
  void now() {
    ended = System.nanoTime();
  }

  void trained(double meanLoss, long cellNanos, long movedBytes) {
    trainLoss = meanLoss;
    nanos += cellNanos;
    roundBytes = movedBytes;
    bytes += movedBytes;
  }

  /**
   * A round is over.
   *
   * @param round from 1
   * @param accuracy NaN where it was not evaluated
   */
  void round(int round, int step, double sparsity, double accuracy) {
    rounds.add(new CandidateResult.Round(round, step, sparsity, trainLoss, accuracy, roundBytes));
  }

  List<CandidateResult.Round> rounds() {
    return List.copyOf(rounds);
  }

  long bytes() {
    return bytes;
  }

  double cpuSeconds() {
    return nanos / 1e9;
  }

  double seconds() {
    return (ended - started) / 1e9;
  }

  void write(StateWriter out) throws IOException {
    out.whole(rounds.size());
    for (CandidateResult.Round r : rounds) {
      out.whole(r.round());
      out.whole(r.step());
      out.number(r.sparsity());
      out.number(r.trainLoss());
      out.number(r.accuracy());
      out.large(r.bytes());
    }
    out.number(trainLoss);
    out.large(roundBytes);
    out.large(bytes);
    out.large(nanos);
    out.large(ended - started);
  }

  /** The clock of another process means nothing here: what was spent is put before now. */
  static Diary read(StateReader in) throws IOException {
    Diary diary = new Diary();
    int n = in.whole();
    for (int i = 0; i < n; i++) {
      diary.rounds.add(
          new CandidateResult.Round(
              in.whole(), in.whole(), in.number(), in.number(), in.number(), in.large()));
    }
    diary.trainLoss = in.number();
    diary.roundBytes = in.large();
    diary.bytes = in.large();
    diary.nanos = in.large();
    diary.ended = System.nanoTime();
    diary.started = diary.ended - in.large();
    return diary;
  }
}
