package io.espalier.train.sparse;

/**
 * What nodes work on during one pass of one batch.
 *
 * @param a all activations and their gradients
 * @param w surviving values
 * @param g their gradient; null where only the outputs are wanted
 * @param compiled where the values lie and what they multiply
 * @param examples in the batch; lanes behind are padding
 * @param training whether batch normalisation uses the batch's own statistics
 * @param dropout seed of this step's dropout; 0 for none
 * @param features the batch as it came, row-major {@code [examples, features]}
 */
record Pass(
    float[] a,
    float[] w,
    float[] g,
    Compiled compiled,
    int examples,
    boolean training,
    long dropout,
    float[] features) {
  /** Forward alone, or where no layer sees the network's own input. */
  Pass(
      float[] a,
      float[] w,
      float[] g,
      Compiled compiled,
      int examples,
      boolean training,
      long dropout) {
    this(a, w, g, compiled, examples, training, dropout, null);
  }
}
