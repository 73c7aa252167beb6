package io.espalier.model;

/** What a parameter is for; decides whether it can be pruned, is trained, or follows the data. */
public enum Role {
  /** Multiplies activations; the only role that is pruned. */
  WEIGHT,
  BIAS,
  /** Batch normalisation's gamma. */
  SCALE,
  /** Batch normalisation's beta. */
  SHIFT,
  /** Batch normalisation's mean over the training data: recalibrated, never trained. */
  RUNNING_MEAN,
  /** Batch normalisation's variance over the training data: recalibrated, never trained. */
  RUNNING_VARIANCE,
  /** Of an operation that Espalier does not know: trained, never pruned. */
  OPAQUE;

  /** Whether gradients move it. */
  public boolean trained() {
    return this != RUNNING_MEAN && this != RUNNING_VARIANCE;
  }
}
