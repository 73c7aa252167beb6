package io.espalier.train.sparse;

/**
 * Both gradients of a sparse layer in one pass over its output's, which is the larger part of what
 * they load: an input's gradient is {@link Kernels#scattered}'s chain, a weight's {@link
 * Kernels#sampled}'s sum of virtual lanes, bit for bit.
 */
interface FusedKernels {
  /** Sums of a dense layer's column that are held at once: 4 KB, which stay in the first cache. */
  int HELD = 64;

  /** Floats of {@link #HELD} sums. */
  int HELD_SIZE = HELD * Kernels.WIDTH;

  /**
   * Of a dense layer, for every column {@code c} and {@code k} from {@code ptr[c]} to {@code
   * ptr[c+1]}: {@code dx_c = [dx_c +] Σ_k w[wBase + at_k] · d[off_k]} and {@code g[gAt + at_k] =
   * Σ_lanes d[off_k] · x_c}.
   *
   * @param x inputs, {@code [columns][lanes]}
   * @param dx their gradient, laid out alike
   * @param add whether to add to what {@code dx} holds
   * @param sums room for {@link #HELD_SIZE} floats
   */
  void gradients(
      float[] a,
      int columns,
      int[] ptr,
      int[] off,
      int[] at,
      float[] w,
      int wBase,
      int d,
      int x,
      int dx,
      int lanes,
      boolean add,
      float[] g,
      int gAt,
      int sums);

  /**
   * Of a convolution's neighbouring input pixels that the same taps reach, for rows {@code r} and
   * {@code k} from {@code ptr[ptrFrom + r]}: {@code dx_r = [dx_r +] Σ_k w[wBase + at_k] · d[off_k]}
   * and, lane by lane, {@code sum_(at_k) += d[off_k] · x_r}.
   *
   * @param add whether to add to what {@code dx} holds
   * @param sums where the virtual lanes of the tap {@code at = 0} lie or would lie
   */
  void windowGradients(
      float[] a,
      int rows,
      int[] ptr,
      int ptrFrom,
      int[] off,
      int[] at,
      float[] w,
      int wBase,
      int d,
      int x,
      int xStride,
      int dx,
      int dxStride,
      int lanes,
      boolean add,
      int sums);
}
