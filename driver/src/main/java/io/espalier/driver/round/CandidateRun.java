package io.espalier.driver.round;

import io.espalier.driver.plan.CandidatePlan;
import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.dynamics.MaskHistory;
import io.espalier.dynamics.Splice;
import io.espalier.mask.Mask;
import io.espalier.scope.Pruned;
import io.espalier.train.ReplicaState;
import io.espalier.train.ShadowRule;
import io.espalier.train.Survivors;
import io.espalier.train.Trainer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

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

  /** How the state's hidden values are trained; empty where it has survivors alone. */
  private Optional<ShadowRule> shadow = Optional.empty();

  /** What criteria look at in a dense state: 0 where the mask hides; null until asked for. */
  private float[] observed;

  private Splice splice;
  private final MaskHistory history = new MaskHistory();
  private boolean fresh;
  private Pruned pruned;
  private Map<String, Double> agreement = Map.of();
  private double accuracyPruned = Double.NaN;
  private Trainer.Score score = Trainer.Score.ZERO;
  private Diary diary = new Diary();
  private final Patience patience;

  CandidateRun(CandidatePlan plan) {
    this.plan = plan;
    this.patience = new Patience(plan.spec().fineTune().earlyStopping());
  }

  /**
   * @param layers that are pruned
   */
  void start(float[] values, List<String> layers) {
    shadow = plan.shadow(0, layers);
    status = Status.RUNNING;
    mask = Mask.full(values.length);
    subject = Subject.of(mask);
    state = new ReplicaState(values, new float[0][], 0);
    diary.begin();
  }

  /**
   * It goes no further.
   *
   * @param trace of the failure; empty where there is none
   */
  void end(Status how, String why, String trace) {
    status = how;
    reason = why;
    stack = trace;
    diary.now();
  }

  /**
   * Takes the outcome of a step. A dense state keeps what is pruned, until its last mask.
   *
   * @param compensated all of the network's values, changed to make up for what is pruned; null if
   *     nothing but that is pruned changes
   * @param left what is left of the network
   * @param last whether it is the last step
   */
  void prune(
      Pruned outcome,
      float[] compensated,
      Map<String, Double> shardsAgreement,
      Subject left,
      boolean last) {
    if (shadow.isEmpty()) {
      state = Survivors.shrink(state, mask, outcome.mask());
    }
    mask = outcome.mask();
    if (compensated != null) {
      setSurvivors(Survivors.gather(mask, compensated));
    }
    if (shadow.isPresent() && last) {
      settle();
    }
    subject = shadow.isPresent() ? Subject.of(mask) : left;
    pruned = outcome;
    agreement = shardsAgreement;
    fresh = last;
    observed = null;
  }

  /** What is hidden now is gone. */
  private void settle() {
    int rows = shadow.orElseThrow().rows();
    float[][] own = Arrays.copyOf(state.moments(), Math.max(0, state.moments().length - rows));
    state =
        Survivors.shrink(
            new ReplicaState(state.values(), own, state.step()), Mask.full(mask.size()), mask);
    shadow = Optional.empty();
  }

  /** Another mask with as many survivors. */
  void exchange(Mask next) {
    state = Survivors.exchange(state, mask, next);
    mask = next;
    subject = Subject.of(mask);
    pruned =
        new Pruned(
            next,
            pruned.prunable(),
            pruned.requested(),
            pruned.achieved(),
            pruned.why(),
            pruned.layers());
  }

  /** Another mask of a dense state. */
  void splice(Splice thresholds, Mask next) {
    splice = thresholds;
    mask = next;
    subject = Subject.of(mask);
    observed = null;
  }

  /** The thresholds that stand for the whole training; empty before the first. */
  Optional<Splice> splice() {
    return Optional.ofNullable(splice);
  }

  /** Sets to 0, for now, what a mask leaves out. */
  void zero(Mask left) {
    float[] values = Survivors.scatter(left, Survivors.gather(left, dense()));
    state = new ReplicaState(values, state.moments(), state.step());
    observed = null;
  }

  /** The masks that were drawn and not taken. */
  MaskHistory history() {
    return history;
  }

  /** Takes survivors' values from elsewhere; optimizer and learning rate begin anew. */
  void rewind(float[] all) {
    state = new ReplicaState(Survivors.gather(mask, all), new float[0][], 0);
  }

  /** Optimizer and learning rate begin anew. */
  void restart() {
    state = new ReplicaState(state.values(), new float[0][], 0);
  }

  /** Whether it has just been pruned for the last time, and not been scored since. */
  boolean fresh() {
    return fresh;
  }

  void prunedScore(Trainer.Score onValidation) {
    accuracyPruned = onValidation.accuracy();
    fresh = false;
  }

  void averaged(ReplicaState next, double meanLoss, long cellNanos, long movedBytes) {
    state = next;
    observed = null;
    diary.trained(meanLoss, cellNanos, movedBytes);
  }

  void recalibrated(float[] survivors) {
    setSurvivors(survivors);
  }

  private void setSurvivors(float[] survivors) {
    float[] values = survivors;
    if (shadow.isPresent()) {
      values = state.values().clone();
      int n = 0;
      for (int i = mask.next(0); i < mask.size(); i = mask.next(i + 1)) {
        values[i] = survivors[n++];
      }
    }
    state = new ReplicaState(values, state.moments(), state.step());
    observed = null;
  }

  void endRound(int round, Trainer.Score evaluated) {
    double sparsity = pruned == null ? 0 : pruned.sparsity();
    double accuracy = Double.NaN;
    if (evaluated != null) {
      score = evaluated;
      accuracy = evaluated.accuracy();
      diary.now();
    }
    diary.round(round + 1, plan.step(round), sparsity, accuracy);
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
    diary.now();
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
    return shadow.isPresent() ? Survivors.gather(mask, state.values()) : state.values();
  }

  Optional<ShadowRule> shadow() {
    return shadow;
  }

  /** What criteria look at: the survivors; of a dense state all values, hidden ones 0. */
  float[] observed() {
    if (shadow.isEmpty()) {
      return state.values();
    }
    if (observed == null) {
      observed = values();
    }
    return observed;
  }

  /** What {@link #observed} means. */
  Subject observedSubject() {
    return shadow.isEmpty() ? subject() : Subject.of(Mask.full(mask.size()));
  }

  /** All of the network's values, also those that are hidden. */
  float[] dense() {
    return shadow.isPresent() ? state.values() : values();
  }

  /** The last row of a state's moments: scores that training accumulates. */
  float[] carried() {
    float[][] rows = state.moments();
    return rows.length == 0 ? new float[mask.size()] : rows[rows.length - 1];
  }

  ReplicaState state() {
    return state;
  }

  /** All of the network's values, pruned ones exactly 0. */
  public float[] values() {
    return Survivors.scatter(mask, survivors());
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

  Diary diary() {
    return diary;
  }

  /**
   * Writes all that it needs to go on.
   *
   * @throws IOException if the stream does
   */
  void write(StateWriter out) throws IOException {
    out.text(status.name());
    out.text(reason);
    out.text(stack);
    out.mask(mask);
    out.flag(subject.own() != null);
    out.state(state);
    out.flag(shadow.isPresent());
    out.flag(splice != null);
    if (splice != null) {
      CandidateCodec.write(out, splice);
    }
    CandidateCodec.write(out, history);
    out.flag(fresh);
    out.flag(pruned != null);
    if (pruned != null) {
      CandidateCodec.write(out, pruned);
    }
    CandidateCodec.write(out, agreement);
    out.number(accuracyPruned);
    out.score(score);
    diary.write(out);
    patience.write(out);
  }

  /**
   * One that goes on from what {@link #write} wrote.
   *
   * @param layers that are pruned
   * @param smaller what is left of the run's network under a mask, where that is a smaller one
   * @throws IOException if the stream does, or ends too early
   */
  static CandidateRun read(
      CandidatePlan plan, List<String> layers, Function<Mask, Subject> smaller, StateReader in)
      throws IOException {
    CandidateRun run = new CandidateRun(plan);
    run.status = Status.valueOf(in.text());
    run.reason = in.text();
    run.stack = in.text();
    run.mask = in.mask();
    run.subject = in.flag() ? smaller.apply(run.mask) : Subject.of(run.mask);
    run.state = in.state();
    run.shadow = in.flag() ? plan.shadow(0, layers) : Optional.empty();
    run.splice = in.flag() ? CandidateCodec.splice(in) : null;
    CandidateCodec.read(in, run.history);
    run.fresh = in.flag();
    run.pruned = in.flag() ? CandidateCodec.pruned(in) : null;
    run.agreement = CandidateCodec.agreement(in);
    run.accuracyPruned = in.number();
    run.score = in.score();
    run.diary = Diary.read(in);
    run.patience.read(in);
    return run;
  }
}
