package io.espalier.train.sparse;

import java.util.Arrays;

/**
 * The backward pass of a sparse layer along its inputs: their gradient, and in the same pass that
 * of the weights, if the kernels do both.
 */
final class TransposedLinear {
  /**
   * Survivors of a convolution whose lane sums are held at once: 512 KB. Few channels at a time
   * read the output's gradient again and again; from here on more of them gain nothing.
   */
  private static final int CHUNK = 8192;

  private final Kernels kernels;
  private final FusedKernels fused;
  private final WindowLayout layout;
  private final boolean add;
  private final int scratch;

  /**
   * The kernels of a layer.
   *
   * @param add whether other nodes add to the input's gradient too
   * @param scratch offset of {@link #scratch} floats
   */
  TransposedLinear(Kernels kernels, WindowLayout layout, boolean add, int scratch) {
    this.kernels = kernels;
    this.fused = kernels.fused().orElse(null);
    this.layout = layout;
    this.add = add;
    this.scratch = scratch;
  }

  /** Floats of scratch memory: sums and values of a chunk. */
  static long scratch(Geometry g, int inputs, int rows) {
    long channel = (long) rows * g.taps();
    long chunk = Math.min(inputs * channel, Math.max(CHUNK, channel));
    return Math.max(FusedKernels.HELD_SIZE, chunk * (Kernels.WIDTH + 1));
  }

  /** Whether {@link #backward} leaves the weights' gradient too. */
  boolean fused() {
    return fused != null;
  }

  void backward(Pass pass, Pattern p) {
    if (layout.point()) {
      point(pass, p);
      return;
    }
    int channels = layout.in().channels();
    int[] begins = p.transposed().channels();
    for (int from = 0; from < channels; ) {
      int to = from + 1;
      while (to < channels && begins[to + 1] - begins[from] <= CHUNK) {
        to++;
      }
      window(pass, p, from, to);
      from = to;
    }
  }

  private void point(Pass pass, Pattern p) {
    Transposed t = p.transposed();
    View in = layout.in();
    int d = layout.out().gradient();
    if (fused == null) {
      kernels.scattered(
          pass.a(),
          in.channels(),
          t.columns(),
          0,
          t.off(),
          t.at(),
          pass.w(),
          p.base(),
          d,
          in.gradient(),
          in.batch(),
          in.batch(),
          add);
    } else {
      fused.gradients(
          pass.a(),
          in.channels(),
          t.columns(),
          t.off(),
          t.at(),
          pass.w(),
          p.base(),
          d,
          in.origin(),
          in.gradient(),
          in.batch(),
          add,
          pass.g(),
          p.base(),
          scratch);
    }
  }

  /** Of the channels {@code from} to {@code to}; a tap's products are added pixel by pixel. */
  private void window(Pass pass, Pattern p, int from, int to) {
    float[] a = pass.a();
    Transposed t = p.transposed();
    int first = t.channels()[from];
    int count = t.channels()[to] - first;
    int values = scratch + count * Kernels.WIDTH;
    for (int k = 0; k < count; k++) {
      a[values + k] = pass.w()[p.base() + t.order()[first + k]];
    }
    if (fused == null) {
      scattered(a, t, from, to, values - first);
      return;
    }
    Arrays.fill(a, scratch, values, 0f);
    fused(a, t, from, to, values - first, scratch - first * Kernels.WIDTH);
    kernels.fold(a, scratch, count, a, values);
    for (int k = 0; k < count; k++) {
      pass.g()[p.base() + t.order()[first + k]] = a[values + k];
    }
  }

  private void scattered(float[] a, Transposed t, int from, int to, int values) {
    View in = layout.in();
    int channel = in.gradientChannel();
    for (BorderClasses.Run run : layout.borders().runs()) {
      kernels.scattered(
          a,
          to - from,
          t.columns(),
          run.kind() * (in.channels() + 1) + from,
          t.off(),
          t.at(),
          a,
          values,
          layout.out().gradient() + run.output(),
          in.gradient() + run.input() + from * channel,
          channel,
          run.lanes(),
          add);
    }
  }

  private void fused(float[] a, Transposed t, int from, int to, int values, int sums) {
    View in = layout.in();
    int channel = in.gradientChannel();
    for (BorderClasses.Run run : layout.borders().runs()) {
      fused.windowGradients(
          a,
          to - from,
          t.columns(),
          run.kind() * (in.channels() + 1) + from,
          t.off(),
          t.at(),
          a,
          values,
          layout.out().gradient() + run.output(),
          layout.xAt(run) + from * in.channel(),
          in.channel(),
          in.gradient() + run.input() + from * channel,
          channel,
          run.lanes(),
          add,
          sums);
    }
  }
}
