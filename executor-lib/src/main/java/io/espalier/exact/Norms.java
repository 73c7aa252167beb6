package io.espalier.exact;

/** Which mean and variance a batch normalisation takes. */
public enum Norms {
  /** The batch's own, as in training: its examples then depend on each other. */
  BATCH,
  /** The running ones, as in inference; they are values like any other and have a gradient. */
  RUNNING
}
