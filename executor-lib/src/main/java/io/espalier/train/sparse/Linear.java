package io.espalier.train.sparse;

import io.espalier.mask.Mask;
import java.util.Arrays;

/**
 * A dense layer or convolution, {@code [out, in / groups, kH, kW]}. A surviving weight is an offset
 * into the input, so one kernel serves both; the batch, and at stride 1 the whole output row, are
 * the lanes. Costs follow the survivors up to {@link CostTable}'s density, where {@link
 * BlockedLinear} takes over.
 */
final class Linear implements Node {
  /** Survivors whose lane sums are held at once: 256 KB, or for a single pixel 16 KB. */
  private static final int CHUNK = 4096;

  private static final int POINT_CHUNK = 256;

  private final Kernels kernels;
  private final int index;
  private final int weight;
  private final boolean bias;
  private final WindowLayout layout;
  private final boolean relu;
  private final int scratch;
  private final BlockedLinear blocked;
  private final TransposedLinear transposed;

  /**
   * A layer in its place.
   *
   * @param index among the program's linear nodes
   * @param weight index of the weight's slot; its bias follows
   * @param relu whether negative outputs become 0
   * @param add whether other nodes add to the input's gradient too
   * @param first whether the input is the network's own
   * @param scratch offset of {@link #scratch} floats
   */
  Linear(
      Kernels kernels,
      int index,
      int weight,
      boolean bias,
      WindowLayout layout,
      boolean relu,
      boolean add,
      boolean first,
      int scratch) {
    this.kernels = kernels;
    this.index = index;
    this.weight = weight;
    this.bias = bias;
    this.layout = layout;
    this.relu = relu;
    this.scratch = scratch;
    blocked = new BlockedLinear(kernels, layout, relu, add, first, scratch);
    transposed = new TransposedLinear(kernels, layout, add, scratch);
  }

  /** Floats of scratch memory. */
  static long scratch(Geometry g, int inputs, int rows, int batch) {
    long sums = Math.max(Math.max(CHUNK, (long) inputs * g.taps()), rows) * Kernels.WIDTH;
    long blocked = BlockedLinear.scratch(g, inputs, rows, batch);
    return Math.max(Math.max(sums, blocked), TransposedLinear.scratch(g, inputs, rows));
  }

  /** Index of the weight's slot. */
  int weight() {
    return weight;
  }

  /** This layer for a single example. */
  SingleLinear single() {
    return new SingleLinear(kernels, index, bias ? weight + 1 : -1, layout, relu);
  }

  /** Bytes of the pattern that {@link #compile} makes where a share of the weights survives. */
  long compiledBytes(double density) {
    return PatternCompiler.bytes(layout, density);
  }

  Pattern compile(Mask mask, int first, int base) {
    // A single example's kernels are as fast on what is dense.
    return layout.in().batch() == 1
        ? PatternCompiler.pattern(layout, mask, first, base, false)
        : PatternCompiler.pattern(layout, mask, first, base);
  }

  @Override
  public void forward(Pass pass) {
    Pattern p = pass.compiled().patterns()[index];
    int biasAt = bias ? pass.compiled().bases()[weight + 1] : -1;
    if (p.dense()) {
      blocked.forward(pass, p, biasAt);
      return;
    }
    View out = layout.out();
    for (int run = 0; run < layout.runX().length; run++) {
      kernels.forward(
          pass.a(),
          layout.rows(),
          p.ptr(),
          p.off(),
          pass.w(),
          p.base(),
          biasAt,
          layout.xAt(run, 0),
          out.origin() + layout.runY()[run],
          out.channel(),
          layout.runLanes(),
          relu);
    }
  }

  @Override
  public void backward(Pass pass) {
    Pattern p = pass.compiled().patterns()[index];
    if (relu) {
      Rows.reluBack(kernels, pass.a(), layout.out());
    }
    boolean input = layout.borders() != null;
    boolean both = input && !p.dense() && transposed.fused();
    boolean padded = both && layout.geometry().padded();
    boolean finite = true;
    if (bias || padded) {
      int sums = layout.rows() * Kernels.WIDTH;
      Arrays.fill(pass.a(), scratch, scratch + sums, 0f);
      View out = layout.out();
      int lanes = out.gradientChannel();
      kernels.rowSums(pass.a(), layout.rows(), out.gradient(), lanes, lanes, scratch);
      finite = !padded || Rows.finite(pass.a(), scratch, sums);
      if (bias) {
        int at = pass.compiled().bases()[weight + 1];
        kernels.fold(pass.a(), scratch, layout.rows(), pass.g(), at);
      }
    }
    if (p.dense()) {
      blocked.weightGradient(pass, p);
      if (input) {
        blocked.inputGradient(pass, p);
      }
      return;
    }
    if (input) {
      transposed.backward(pass, p);
    }
    // By rows a border's zeros are multiplied as well, which of what is not finite make a NaN.
    if (!both || !finite) {
      weightGradient(pass, p);
    }
  }

  private void weightGradient(Pass pass, Pattern p) {
    int[] ptr = p.ptr();
    int limit = layout.point() ? POINT_CHUNK : CHUNK;
    for (int from = 0; from < layout.rows(); ) {
      int to = from + 1;
      while (to < layout.rows() && ptr[to + 1] - ptr[from] <= limit) {
        to++;
      }
      int count = ptr[to] - ptr[from];
      Arrays.fill(pass.a(), scratch, scratch + count * Kernels.WIDTH, 0f);
      for (int run = 0; run < layout.runX().length; run++) {
        kernels.sampled(
            pass.a(),
            from,
            to,
            ptr,
            p.off(),
            layout.xAt(run, 0),
            layout.dAt(run, 0),
            layout.out().gradientChannel(),
            layout.runLanes(),
            scratch);
      }
      kernels.fold(pass.a(), scratch, count, pass.g(), p.base() + ptr[from]);
      from = to;
    }
  }
}
