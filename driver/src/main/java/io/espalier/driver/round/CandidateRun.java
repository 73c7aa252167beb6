package io.espalier.driver.round;

import io.espalier.driver.plan.CandidatePlan;
import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.mask.Mask;
import io.espalier.scope.Pruned;
import io.espalier.train.ReplicaState;
import io.espalier.train.Survivors;
import io.espalier.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A candidate on its way through the rounds: the only mutable thing about it, held by the driver
 * alone.
 */
public final class CandidateRun {
  private final CandidatePlan plan;
  private Status status = Status.QUEUED;
  private String reason = "";
  private String stack = "";
  private Mask mask;
  private ReplicaState state;
  private Pruned pruned;
  private Map<String, Double> agreement = Map.of();
  private double accuracyPruned = Double.NaN;
  private Trainer.Score score = Trainer.Score.ZERO;
  private final List<CandidateResult.Round> rounds = new ArrayList<>();
  private double trainLoss = Double.NaN;
  private long roundBytes;
  private long bytes;
  private long nanos;
  private long started;
  private long ended;

  CandidateRun(CandidatePlan plan) {
    this.plan = plan;
  }

  void start(float[] values) {
    status = Status.RUNNING;
    mask = Mask.full(values.length);
    state = new ReplicaState(values, new float[0][], 0);
    started = System.nanoTime();
    ended = started;
  }

  void fail(String why, String trace) {
    end(Status.FAILED, why, trace);
  }

  void lose(String why, String trace) {
    end(Status.LOST, why, trace);
  }

  void stop(String why) {
    end(Status.STOPPED, why, "");
  }

  private void end(Status how, String why, String trace) {
    status = how;
    reason = why;
    stack = trace;
    ended = System.nanoTime();
  }

  /**
   * Takes the outcome of a step.
   *
   * @param compensated all of the network's values, changed to make up for what is pruned; null if
   *     nothing but that is pruned changes
   */
  void prune(Pruned outcome, float[] compensated, Map<String, Double> shardsAgreement) {
    if (compensated == null) {
      state = Survivors.shrink(state, mask, outcome.mask());
      mask = outcome.mask();
    } else {
      becomes(outcome.mask(), compensated);
    }
    pruned = outcome;
    agreement = shardsAgreement;
  }

  /**
   * Takes a part of a step: one layer's.
   *
   * @param values all of the network's; those of the pruned mean nothing
   */
  void becomes(Mask after, float[] values) {
    ReplicaState shrunk = Survivors.shrink(state, mask, after);
    mask = after;
    state = new ReplicaState(Survivors.gather(after, values), shrunk.moments(), shrunk.step());
  }

  void prunedScore(Trainer.Score onValidation) {
    accuracyPruned = onValidation.accuracy();
  }

  void averaged(ReplicaState next, double meanLoss, long cellNanos, long movedBytes) {
    state = next;
    trainLoss = meanLoss;
    nanos += cellNanos;
    roundBytes = movedBytes;
    bytes += movedBytes;
  }

  void recalibrated(float[] survivors) {
    state = new ReplicaState(survivors, state.moments(), state.step());
  }

  void spent(long more) {
    nanos += more;
  }

  void endRound(int round, Trainer.Score evaluated) {
    double sparsity = pruned == null ? 0 : pruned.sparsity();
    double accuracy = Double.NaN;
    if (evaluated != null) {
      score = evaluated;
      accuracy = evaluated.accuracy();
      ended = System.nanoTime();
    }
    rounds.add(
        new CandidateResult.Round(
            round + 1, plan.step(round), sparsity, trainLoss, accuracy, roundBytes));
    if (round == plan.rounds() - 1 && status == Status.RUNNING) {
      status = Status.DONE;
    }
  }

  /** A candidate that was cut short keeps its state and gets an accuracy all the same. */
  void scored(Trainer.Score evaluated) {
    score = evaluated;
    ended = System.nanoTime();
  }

  public CandidatePlan plan() {
    return plan;
  }

  public String id() {
    return plan.spec().id();
  }

  public Status status() {
    return status;
  }

  public String reason() {
    return reason;
  }

  String stack() {
    return stack;
  }

  boolean running() {
    return status == Status.RUNNING;
  }

  public Mask mask() {
    return mask;
  }

  /** What its state means: the network that is left, and the mask over that network's values. */
  public Subject subject() {
    return Subject.of(mask);
  }

  /** The values that survive, ascending by index. */
  public float[] survivors() {
    return state.values();
  }

  ReplicaState state() {
    return state;
  }

  /** All of the network's values, pruned ones exactly 0. */
  public float[] values() {
    return Survivors.scatter(mask, state.values());
  }

  /** The last step's outcome; null for the dense control. */
  Pruned pruned() {
    return pruned;
  }

  Map<String, Double> agreement() {
    return agreement;
  }

  double accuracyPruned() {
    return accuracyPruned;
  }

  /** On validation; without examples where it was never evaluated. */
  public Trainer.Score score() {
    return score;
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
}
