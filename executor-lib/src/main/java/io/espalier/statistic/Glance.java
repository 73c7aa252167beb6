package io.espalier.statistic;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.shard.Batch;

/**
 * One batch as one state of a network sees it; what several statistics ask for is computed once.
 */
public interface Glance {
  Network network();

  Mask mask();

  /** Values of the mask's survivors, ascending by index; not to be changed. */
  float[] survivors();

  Batch batch();

  /**
   * The cross-entropy's gradient, summed over the batch, one value a survivor; 0 of running
   * statistics. Batch normalisation uses the batch's own statistics, dropout is off. Not to be kept
   * or changed.
   */
  float[] gradient();

  /**
   * What an operation reads (its first input) in inference mode, row-major {@code [examples,
   * features]}, images as {@code [channels, height, width]}. Not to be kept or changed.
   *
   * @param operation its name; any but a network's last softmax
   */
  float[] input(String operation);
}
