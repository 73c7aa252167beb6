package io.espalier.train.sparse;

import java.util.Arrays;

/**
 * A linear layer of which most survives, by the register-blocked kernels: at the cost of the dense
 * one, whose weights are 0 where pruned.
 */
final class BlockedLinear {
  /** Weights of a convolution whose lane sums are held at once: 1 MB. */
  private static final int CHUNK = 16384;

  private final Kernels kernels;
  private final WindowLayout layout;
  private final boolean relu;
  private final boolean add;
  private final int scratch;
  private final boolean first;
  private Taps columns;

  /**
   * The kernels of a layer.
   *
   * @param first whether its input is the network's own
   */
  BlockedLinear(
      Kernels kernels, WindowLayout layout, boolean relu, boolean add, boolean first, int scratch) {
    this.kernels = kernels;
    this.layout = layout;
    this.relu = relu;
    this.add = add;
    this.first = first;
    this.scratch = scratch;
  }

  /** Floats of scratch memory. */
  static long scratch(Geometry g, int inputs, int rows, int batch) {
    long taps = (long) inputs * g.taps();
    long sums = Math.min(rows * taps, Math.max(CHUNK, taps)) * Kernels.WIDTH;
    long gathered = (long) inputs * Kernels.PANEL;
    long outer = g.taps() == 1 ? 2L * Kernels.WIDTH * rows + (long) batch * inputs : 0;
    return Math.max(sums, Kernels.PANEL_SIZE + Math.max(gathered, outer));
  }

  /** The full matrix's values, and where they begin. */
  private static float[] matrix(Pass pass, Pattern p) {
    return p.full() == null ? pass.w() : p.full();
  }

  private static int base(Pattern p) {
    return p.full() == null ? p.base() : 0;
  }

  void forward(Pass pass, Pattern p, int biasAt) {
    for (int k = 0; p.full() != null && k < p.survivors(); k++) {
      p.full()[p.places()[k]] = pass.w()[p.base() + k];
    }
    View out = layout.out();
    int rows = layout.rowsOfGroup();
    for (int run = 0; run < layout.runX().length; run++) {
      for (int g = 0; g < layout.groups(); g++) {
        kernels.block(
            pass.a(),
            rows,
            0,
            layout.taps(),
            layout.tapOff(),
            null,
            matrix(pass, p),
            base(p) + g * rows * layout.taps(),
            layout.taps(),
            pass.w(),
            biasAt < 0 ? -1 : biasAt + g * rows,
            layout.xAt(run, g),
            out.origin() + layout.runY()[run] + g * rows * out.channel(),
            out.channel(),
            layout.runLanes(),
            relu,
            false,
            scratch);
      }
    }
  }

  void inputGradient(Pass pass, Pattern p) {
    if (columns == null) {
      columns = columns();
    }
    View in = layout.in();
    for (BorderClasses.Run run : layout.borders().runs()) {
      for (int g = 0; g < layout.groups(); g++) {
        int at = run.kind() * layout.groups() + g;
        kernels.block(
            pass.a(),
            layout.inputs(),
            columns.ptr()[at],
            columns.ptr()[at + 1],
            columns.off(),
            columns.at(),
            matrix(pass, p),
            base(p),
            layout.geometry().taps(),
            null,
            -1,
            layout.out().gradient() + run.output(),
            in.gradient() + run.input() + g * layout.inputs() * in.gradientChannel(),
            in.gradientChannel(),
            run.lanes(),
            false,
            add,
            scratch);
      }
    }
  }

  /** What reads a pixel of a class, the same for all channels of a group. */
  private record Taps(int[] ptr, int[] off, int[] at) {}

  private Taps columns() {
    int taps = layout.geometry().taps();
    int kinds = layout.borders().count();
    int[] ptr = new int[kinds * layout.groups() + 1];
    int[] off = new int[kinds * layout.rows() * taps];
    int[] at = new int[off.length];
    int e = 0;
    for (int kind = 0; kind < kinds; kind++) {
      int[] reached = layout.reached(kind);
      for (int r = 0; r < layout.rows(); r++) {
        for (int tap = 0; tap < taps; tap++) {
          if (reached[tap] >= 0) {
            off[e] = r * layout.out().gradientChannel() + reached[tap];
            at[e++] = r * layout.taps() + tap;
          }
        }
        ptr[kind * layout.groups() + r / layout.rowsOfGroup() + 1] = e;
      }
    }
    return new Taps(ptr, off, at);
  }

  void weightGradient(Pass pass, Pattern p) {
    float[] into = p.full() == null ? pass.g() : p.gradient();
    if (layout.point()) {
      pointGradient(pass, into, base(p));
    } else {
      for (int g = 0; g < layout.groups(); g++) {
        correlate(pass.a(), g, into, base(p));
      }
    }
    for (int k = 0; p.full() != null && k < p.survivors(); k++) {
      pass.g()[p.base() + k] = into[p.places()[k]];
    }
  }

  /** The gradient of one group's rows, as many at a time as the room for lane sums holds. */
  private void correlate(float[] a, int group, float[] into, int base) {
    int taps = layout.taps();
    int most = Math.max(1, CHUNK / taps);
    int end = (group + 1) * layout.rowsOfGroup();
    for (int r = group * layout.rowsOfGroup(); r < end; r += most) {
      int some = Math.min(most, end - r);
      Arrays.fill(a, scratch, scratch + some * taps * Kernels.WIDTH, 0f);
      for (int run = 0; run < layout.runX().length; run++) {
        kernels.correlate(
            a,
            some,
            layout.tapOff(),
            taps,
            layout.xAt(run, group),
            layout.dAt(run, r),
            layout.out().gradientChannel(),
            layout.runLanes(),
            scratch);
      }
      kernels.fold(a, scratch, some * taps, into, base + r * taps);
    }
  }

  /**
   * {@code D · Xᵀ}, example by example: but for the network's input, these are transposed first.
   */
  private void pointGradient(Pass pass, float[] into, int base) {
    float[] a = pass.a();
    View in = layout.in();
    View out = layout.out();
    int inputs = in.channels();
    int transposed = scratch + Kernels.PANEL_SIZE + 2 * Kernels.WIDTH * layout.rows();
    float[] x = first ? pass.features() : a;
    if (!first) {
      kernels.transpose(a, in.origin(), in.batch(), inputs, in.batch(), a, transposed, inputs);
    }
    kernels.outer(
        a,
        layout.rows(),
        out.gradient(),
        out.batch(),
        x,
        first ? 0 : transposed,
        pass.examples(),
        inputs,
        into,
        base,
        scratch);
  }
}
