package io.espalier.train.sparse;

/**
 * Which weights of one linear layer survive, in the form that its kernels want.
 *
 * @param base where its weights begin among the survivors
 * @param survivors how many there are
 * @param dense whether the register-blocked kernels take the layer
 * @param places index of each survivor in the full matrix; null where all survive
 * @param full the full matrix, zeros where pruned; null where all survive or the layer is sparse
 * @param gradient room for its gradient; null with {@code full}
 * @param ptr of the compressed sparse rows, {@code [out + 1]}
 * @param off each survivor's offset in the input
 * @param transposed the same along the inputs; null in a network's first layer and where dense
 */
record Pattern(
    int base,
    int survivors,
    boolean dense,
    int[] places,
    float[] full,
    float[] gradient,
    int[] ptr,
    int[] off,
    Transposed transposed) {
  /** A layer that has lost nothing. */
  static Pattern whole(int base, int all) {
    return new Pattern(base, all, true, null, null, null, null, null, null);
  }

  /** A layer that has lost too little for its cost to follow the survivors. */
  static Pattern blocked(int base, int all, int[] places) {
    return new Pattern(
        base, places.length, true, places, new float[all], new float[all], null, null, null);
  }
}
