package io.espalier.scope;

import io.espalier.mask.Mask;
import io.espalier.measure.Cost;
import io.espalier.model.Network;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a pruned network may cost at most.
 *
 * @param amount of the measure; below 1 a share of the dense network's
 */
public record Budget(Measure measure, double amount) implements Serializable {
  /** What is counted. */
  public enum Measure {
    /** Trained values, biases and batch-norm scales too. */
    PARAMS,
    /** Multiply-adds of one example. */
    FLOPS,
    /** What the state takes: 4 a surviving value and a bit a prunable weight for the mask. */
    BYTES;

    /** Its name in the configuration. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** All names in the configuration. */
    public static List<String> keys() {
      return Arrays.stream(values()).map(Measure::key).toList();
    }

    /** What a network costs under a mask. */
    public long of(Network network, Mask mask) {
      return switch (this) {
        case PARAMS -> Cost.of(network, mask).parameters();
        case FLOPS -> Cost.of(network, mask).flops();
        case BYTES -> Cost.bytes(network, mask);
      };
    }
  }

  public Budget {
    if (!(amount > 0 && amount < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("budget " + amount + ", expected a number above 0");
    }
  }

  /**
   * The share of the prunable weights that must go, were every weight to cost the same: exact for
   * parameters and bytes of single weights, an estimate for the rest.
   *
   * @return in [0, 1)
   */
  public double expectedSparsity(Network network) {
    double dense = measure.of(network, Mask.full(network.size()));
    double each = measure == Measure.BYTES ? 4 : 1;
    long prunable = Cost.of(network).prunable();
    double weights = measure == Measure.FLOPS ? dense : each * prunable;
    double share = weights == 0 ? 0 : (dense - most(network)) / weights;
    return Math.max(0, Math.min(Math.nextDown(1.0), share));
  }

  /** The amount in the measure's own unit, rounded down. */
  public long most(Network network) {
    return (long)
        Math.floor(amount < 1 ? amount * measure.of(network, Mask.full(network.size())) : amount);
  }
}
