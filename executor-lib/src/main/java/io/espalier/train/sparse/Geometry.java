package io.espalier.train.sparse;

import io.espalier.model.Operation;
import io.espalier.model.Operation.Border;
import io.espalier.model.Operation.Window;
import java.util.stream.IntStream;

/**
 * A sliding window over an image; a dense layer is one of 1×1 over one pixel.
 *
 * @param top zeros above the image
 * @param left zeros beside it
 */
record Geometry(
    int height,
    int width,
    int outHeight,
    int outWidth,
    int kernelH,
    int kernelW,
    int strideH,
    int strideW,
    int dilationH,
    int dilationW,
    int top,
    int left) {
  static final Geometry POINT = new Geometry(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0);

  static Geometry of(Window w, int height, int width, Operation o) {
    int outHeight = o.output().dim(1);
    int outWidth = o.output().dim(2);
    boolean same = w.border() == Border.SAME;
    return new Geometry(
        height,
        width,
        outHeight,
        outWidth,
        w.kernelH(),
        w.kernelW(),
        w.strideH(),
        w.strideW(),
        w.dilationH(),
        w.dilationW(),
        same ? before(height, outHeight, w.kernelH(), w.strideH(), w.dilationH()) : w.padH(),
        same ? before(width, outWidth, w.kernelW(), w.strideW(), w.dilationW()) : w.padW());
  }

  /** Of an odd number of zeros the larger half comes behind. */
  private static int before(int size, int out, int kernel, int stride, int dilation) {
    return Math.max(0, (out - 1) * stride + (kernel - 1) * dilation + 1 - size) / 2;
  }

  /** Zeros that the window reaches below the image. */
  int bottom() {
    return Math.max(0, (outHeight - 1) * strideH + (kernelH - 1) * dilationH - top - height + 1);
  }

  /** Zeros that the window reaches behind the image. */
  int right() {
    return Math.max(0, (outWidth - 1) * strideW + (kernelW - 1) * dilationW - left - width + 1);
  }

  /** Whether windows reach beyond the image. */
  boolean padded() {
    return top > 0 || left > 0 || bottom() > 0 || right() > 0;
  }

  /** Whether a window lies in the border with all of its taps, so that it has no pixel at all. */
  boolean missesImage() {
    return misses(outHeight, strideH, kernelH, dilationH, top, height)
        || misses(outWidth, strideW, kernelW, dilationW, left, width);
  }

  private static boolean misses(
      int out, int stride, int kernel, int dilation, int before, int size) {
    return IntStream.range(0, out)
        .map(p -> p * stride - before)
        .anyMatch(
            first ->
                IntStream.range(0, kernel)
                    .map(i -> first + i * dilation)
                    .noneMatch(at -> at >= 0 && at < size));
  }

  int taps() {
    return kernelH * kernelW;
  }

  /** The output row whose tap {@code i} reads input row {@code y}; negative if there is none. */
  int outRow(int y, int i) {
    return out(y + top - i * dilationH, strideH, outHeight);
  }

  /** The output column whose tap {@code j} reads input column {@code x}; negative if none. */
  int outColumn(int x, int j) {
    return out(x + left - j * dilationW, strideW, outWidth);
  }

  private static int out(int at, int stride, int extent) {
    return at < 0 || at % stride != 0 || at / stride >= extent ? -1 : at / stride;
  }
}
