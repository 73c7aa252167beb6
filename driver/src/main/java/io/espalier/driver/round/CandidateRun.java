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
  private Subject subject;
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
  private final Patience patience;

  CandidateRun(CandidatePlan plan) {
    this.plan = plan;
    this.patience = new Patience(plan.spec().fineTune().earlyStopping());
  }

  void start(float[] values) {
    status = Status.RUNNING;
    mask = Mask.full(values.length);
    subject = Subject.of(mask);
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
   * @param left what is left of the network
   */
  void prune(
      Pruned outcome, float[] compensated, Map<String, Double> shardsAgreement, Subject left) {
    becomes(outcome.mask(), compensated);
    subject = left;
    pruned = outcome;
    agreement = shardsAgreement;
  }

  /**
   * Takes a part of a step: what one layer loses.
   *
   * @param compensated as of a whole step
   */
  void pruneLayer(Mask after, float[] compensated) {
    becomes(after, compensated);
    subject = Subject.of(after);
  }

  private void becomes(Mask after, float[] compensated) {
    state = Survivors.shrink(state, mask, after);
    mask = after;
    if (compensated != null) {
      state = new ReplicaState(Survivors.gather(mask, compensated), state.moments(), state.step());
    }
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
    } else if (evaluated != null
        && plan.settled(round)
        && patience.exhausted(round, state, evaluated)) {
      endEarly(round);
    }
  }

  private void endEarly(int round) {
    Patience.Best best = patience.best();
    state = best.state();
    score = best.score();
    status = Status.DONE;
    reason =
        String.format(
            "stopped early after round %d of %d, with its state after round %d",
            round + 1, plan.rounds(), best.round() + 1);
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
    return subject;
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
