package io.espalier.exact;

import io.espalier.model.Operation.Border;
import io.espalier.model.Operation.Window;
import io.espalier.model.Shape;

/**
 * What a sliding window sees.
 *
 * @param pixels of one channel of the input
 * @param seen for each position of the window, for each of its taps, the input's pixel; -1 in the
 *     border
 */
public record Taps(int pixels, int[][] seen) {
  /** A dense layer's: one pixel, seen whole. */
  static Taps point() {
    return new Taps(1, new int[][] {{0}});
  }

  /** All of an image at once. */
  static Taps whole(int pixels) {
    int[] all = new int[pixels];
    for (int i = 0; i < pixels; i++) {
      all[i] = i;
    }
    return new Taps(pixels, new int[][] {all});
  }

  /**
   * A window's.
   *
   * @param in {@code [channels, height, width]}
   * @param out {@code [channels, height, width]}
   */
  static Taps of(Window w, Shape in, Shape out) {
    int height = in.dim(1);
    int width = in.dim(2);
    boolean same = w.border() == Border.SAME;
    int top = same ? before(height, out.dim(1), w.kernelH(), w.strideH(), w.dilationH()) : w.padH();
    int left = same ? before(width, out.dim(2), w.kernelW(), w.strideW(), w.dilationW()) : w.padW();
    int[][] seen = new int[out.dim(1) * out.dim(2)][w.kernelH() * w.kernelW()];
    for (int p = 0; p < seen.length; p++) {
      for (int t = 0; t < seen[p].length; t++) {
        int y = p / out.dim(2) * w.strideH() - top + t / w.kernelW() * w.dilationH();
        int x = p % out.dim(2) * w.strideW() - left + t % w.kernelW() * w.dilationW();
        seen[p][t] = y >= 0 && y < height && x >= 0 && x < width ? y * width + x : -1;
      }
    }
    return new Taps(height * width, seen);
  }

  /** Of an odd number of zeros the larger half comes behind. */
  private static int before(int size, int out, int kernel, int stride, int dilation) {
    return Math.max(0, (out - 1) * stride + (kernel - 1) * dilation + 1 - size) / 2;
  }

  /** Positions of the window: pixels of the output. */
  int positions() {
    return seen.length;
  }

  /** Pixels under the window. */
  int taps() {
    return seen[0].length;
  }
}
