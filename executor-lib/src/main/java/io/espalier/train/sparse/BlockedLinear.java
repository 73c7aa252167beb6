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
  private final int[] identity;
  private final int[] exampleOff;
  private Taps columns;

  BlockedLinear(Kernels kernels, WindowLayout layout, boolean relu, boolean add, int scratch) {
    this.kernels = kernels;
    this.layout = layout;
    this.relu = relu;
    this.add = add;
    this.scratch = scratch;
    identity = new int[Math.max(layout.taps(), layout.in().batch())];
    Arrays.setAll(identity, i -> i);
    exampleOff = new int[layout.in().batch()];
    Arrays.setAll(exampleOff, b -> b * Kernels.padded(layout.in().channels()));
  }

  /** Floats of scratch memory. */
  static int scratch(Geometry g, int inputs, int rows, int batch) {
    int taps = inputs * g.taps();
    int panel = 2 * Kernels.WIDTH * Kernels.PANEL;
    int sums = Math.min(rows * taps, Math.max(CHUNK, taps)) * Kernels.WIDTH;
    int transposed = g.taps() == 1 ? (rows + batch) * Kernels.padded(inputs) + panel : panel;
    return Math.max(sums, transposed);
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
            identity,
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
      pointGradient(pass.a(), into, base(p));
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

  /** {@code D · Xᵀ} with the inputs as lanes: the activations are transposed first. */
  private void pointGradient(float[] a, float[] into, int base) {
    View in = layout.in();
    int batch = in.batch();
    int inputs = in.channels();
    int padded = Kernels.padded(inputs);
    int rows = layout.rows();
    int transposed = scratch + rows * padded;
    Rows.transpose(a, in.origin(), batch, inputs, batch, a, transposed, padded);
    kernels.block(
        a,
        rows,
        0,
        batch,
        exampleOff,
        identity,
        a,
        layout.out().gradient(),
        batch,
        null,
        -1,
        transposed,
        scratch,
        padded,
        padded,
        false,
        false,
        transposed + batch * padded);
    for (int r = 0; r < rows; r++) {
      System.arraycopy(a, scratch + r * padded, into, base + r * inputs, inputs);
    }
  }
}
