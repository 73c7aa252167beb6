package io.espalier.shard;

import java.io.Serializable;

/**
 * {@code (x - shift) · factor}, fitted on the training split alone and kept with the model.
 *
 * @param kind how it was found: {@code scale}, {@code z-score}, {@code given} or {@code none}
 * @param shift one value for all features, one a channel, or one a feature
 * @param factor as many as {@code shift}
 */
public record Normalization(String kind, double[] shift, double[] factor) implements Serializable {
  public static final Normalization NONE =
      new Normalization("none", new double[] {0}, new double[] {1});

  public Normalization {
    if (shift.length != factor.length || shift.length == 0) {
      throw new IllegalArgumentException(
          shift.length + " shifts for " + factor.length + " factors");
    }
  }
}
