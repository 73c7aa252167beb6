package io.espalier.driver.round;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import java.io.Serializable;
import java.util.Objects;

/**
 * What a state means: a network, and which of its values the state has.
 *
 * @param own the smaller network that is left of the run's; null: the run's own
 * @param mask over the values of that network
 */
public record Subject(Arithmetic own, Mask mask) implements Serializable {
  private static final long serialVersionUID = 1;

  /** Of the run's own network. */
  public static Subject of(Mask mask) {
    return new Subject(null, mask);
  }

  /**
   * The network, and who computes it.
   *
   * @param run the run's
   */
  Arithmetic arithmetic(Arithmetic run) {
    return own == null ? run : own;
  }

  /**
   * The network that the state belongs to.
   *
   * @param run the run's
   */
  public Network network(Network run) {
    return own == null ? run : own.network();
  }

  private String digest() {
    return own == null ? "" : own.digest();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Subject s && s.digest().equals(digest()) && s.mask.equals(mask);
  }

  @Override
  public int hashCode() {
    return Objects.hash(digest(), mask);
  }
}
