package io.espalier.train.sparse;

import java.util.Arrays;

/**
 * Where a linear layer's window lies in memory. A run is what one kernel call covers: a whole
 * output row at stride 1, else the examples of one pixel.
 *
 * @param groups of channels that do not see each other
 * @param runX start of each run in the input, from its first pixel
 * @param runY the same in the output
 * @param runD the same in the output's gradient
 * @param runLanes of every run
 * @param tapOff offset of each tap of group 0, {@code [in / groups · kH · kW]}
 * @param borders null where no gradient by the input is wanted
 */
record WindowLayout(
    Geometry geometry,
    int groups,
    View in,
    View out,
    int[] runX,
    int[] runY,
    int[] runD,
    int runLanes,
    int[] tapOff,
    BorderClasses borders) {
  static WindowLayout of(Geometry g, int groups, View in, View out, boolean needsInputGradient) {
    boolean rowwise = g.strideW() == 1;
    int across = rowwise ? 1 : g.outWidth();
    int[] runX = new int[g.outHeight() * across];
    int[] runY = new int[runX.length];
    int[] runD = new int[runX.length];
    for (int p = 0; p < g.outHeight(); p++) {
      for (int q = 0; q < across; q++) {
        int run = p * across + q;
        runX[run] =
            (p * g.strideH() - g.top()) * in.row() + (q * g.strideW() - g.left()) * in.batch();
        runY[run] = p * out.row() + q * out.batch();
        runD[run] = p * out.gradientRow() + q * out.batch();
      }
    }
    int[] tapOff = new int[in.channels() / groups * g.taps()];
    Arrays.setAll(tapOff, tap -> offset(g, in, tap));
    return new WindowLayout(
        g,
        groups,
        in,
        out,
        runX,
        runY,
        runD,
        rowwise ? g.outWidth() * in.batch() : in.batch(),
        tapOff,
        needsInputGradient ? BorderClasses.of(g, in.batch()) : null);
  }

  private static int offset(Geometry g, View in, int tap) {
    int i = tap % g.taps() / g.kernelW();
    int j = tap % g.kernelW();
    return tap / g.taps() * in.channel()
        + i * g.dilationH() * in.row()
        + j * g.dilationW() * in.batch();
  }

  int rows() {
    return out.channels();
  }

  int rowsOfGroup() {
    return out.channels() / groups;
  }

  /** Inputs of one group. */
  int inputs() {
    return in.channels() / groups;
  }

  /** Weights of a row. */
  int taps() {
    return tapOff.length;
  }

  /** Whether this is a dense layer: one pixel, seen whole. */
  boolean point() {
    return geometry.equals(Geometry.POINT) && groups == 1 && !in.bordered();
  }

  int xAt(int run, int group) {
    return in.origin() + runX[run] + group * inputs() * in.channel();
  }

  /** Offset of a stretch's first pixel in the input's channel 0. */
  int xAt(BorderClasses.Run stretch) {
    int pixel = stretch.input() / in.batch();
    return in.origin() + pixel / in.width() * in.row() + pixel % in.width() * in.batch();
  }

  int dAt(int run, int row) {
    return out.gradient() + runD[run] + row * out.gradientChannel();
  }

  /**
   * For each tap of a channel: the offset, within a channel of the output's gradient, of what it
   * reaches from a pixel of a class; negative where it reaches nothing.
   */
  int[] reached(int kind) {
    int y = borders.rows()[kind / borders.columns().length];
    int x = borders.columns()[kind % borders.columns().length];
    int[] at = new int[geometry.taps()];
    for (int tap = 0; tap < at.length; tap++) {
      int p = geometry.outRow(y, tap / geometry.kernelW());
      int q = geometry.outColumn(x, tap % geometry.kernelW());
      at[tap] = p < 0 || q < 0 ? -1 : p * out.gradientRow() + q * out.batch();
    }
    return at;
  }
}
