package io.espalier.train;

import java.io.Serializable;

/**
 * When a candidate's fine-tuning ends before its last round: when, since the last step that pruned,
 * so many evaluations on validation in a row have not raised its accuracy. The candidate then keeps
 * the state that validation found best; one that runs to its end keeps its last.
 *
 * <p>Source: Prechelt, <i>Early Stopping — but when?</i>, Neural Networks: Tricks of the Trade,
 * 1998: his criterion UP, counted by accuracy.
 *
 * @param patience evaluations in a row without a gain, at least 1; 0: never ends early
 * @param minDelta a gain is more than this, share in [0, 1)
 */
public record EarlyStopping(int patience, double minDelta) implements Serializable {
  public static final EarlyStopping NEVER = new EarlyStopping(0, 0);

  /** Whether it can end anything. */
  public boolean active() {
    return patience > 0;
  }
}
