package io.espalier.schedule;

import java.io.Serializable;

/** What happens to a candidate at the beginning of a round, before its cells are trained. */
public sealed interface Event extends Serializable {
  /** From 0; {@link Timeline#rounds()} stands for the moment after the last round. */
  int round();

  /** Whether it may change which values survive. */
  default boolean masks() {
    return true;
  }

  /**
   * The lowest scores are pruned. With a dense state the survivors are chosen anew among all; else
   * what is pruned stays so.
   */
  record Prune(int round, Amount amount) implements Event {
    private static final long serialVersionUID = 1;
  }

  /** A mask is drawn at random, with as many survivors of each layer as the scope says. */
  record Scatter(int round) implements Event {
    private static final long serialVersionUID = 1;
  }

  /**
   * In each layer survivors of the least magnitude make room for as many others.
   *
   * @param share of a layer's survivors, in [0, 1)
   * @param byGradient whether those grow whose dense gradient is largest, or any
   */
  record Exchange(int round, double share, boolean byGradient) implements Event {
    private static final long serialVersionUID = 1;
  }

  /**
   * Small weights go, large ones return; between the two thresholds nothing changes.
   *
   * @param c of the thresholds {@code mean + c · deviation} of a layer's magnitudes; NaN: as the
   *     target sparsity asks
   * @param chance that it happens at all, in (0, 1]
   */
  record Splice(int round, double c, double chance) implements Event {
    private static final long serialVersionUID = 1;
  }

  /** The weights that make the lowest units become 0, and train on. */
  record Zero(int round) implements Event {
    private static final long serialVersionUID = 1;

    @Override
    public boolean masks() {
      return false;
    }
  }

  /**
   * A mask is drawn and compared with those drawn before; where it hardly differs, it is taken.
   *
   * @param window how many earlier masks it is compared with
   * @param epsilon the largest distance that hardly is one
   * @param last whether it is taken in any case
   */
  record Draw(int round, int window, double epsilon, boolean last) implements Event {
    private static final long serialVersionUID = 1;
  }

  /**
   * All values, also biases and normalisations, go back, less what is pruned; the optimizer's state
   * and the learning rate's course begin anew.
   *
   * @param to {@code init} or {@code epoch:K} of the baseline
   */
  record Rewind(int round, String to) implements Event {
    private static final long serialVersionUID = 1;

    @Override
    public boolean masks() {
      return false;
    }
  }

  /** Values stay; the optimizer's state and the learning rate's course begin anew. */
  record Restart(int round) implements Event {
    private static final long serialVersionUID = 1;

    @Override
    public boolean masks() {
      return false;
    }
  }
}
