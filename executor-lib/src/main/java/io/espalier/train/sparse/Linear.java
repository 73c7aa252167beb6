package io.espalier.train.sparse;

import io.espalier.mask.Mask;
import java.util.Arrays;

/**
 * A dense layer or convolution, {@code [out, in / groups, kH, kW]}. A surviving weight is an offset
 * into the input, so one kernel serves both; the batch, and at stride 1 the whole output row, are
 * the lanes. Costs follow the survivors up to {@link CostTable}'s density, where the blocked
 * kernels take over.
 */
final class Linear implements Node {
  /** Survivors whose lane sums are held at once: 256 KB, or for a single pixel 16 KB. */
  private static final int CHUNK = 4096;

  private static final int POINT_CHUNK = 256;

  /** Weights of a dense convolution whose lane sums are held at once: 1 MB. */
  private static final int DENSE_CHUNK = 16384;

  private final Kernels kernels;
  private final int index;
  private final int weight;
  private final boolean bias;
  private final Geometry geometry;
  private final int groups;
  private final View in;
  private final View out;
  private final boolean relu;
  private final boolean needsInputGradient;
  private final boolean add;
  private final int scratch;
  private final int[] runX;
  private final int[] runY;
  private final int[] runD;
  private final int runLanes;
  private final BorderClasses borders;
  private final int[] tapOff;
  private final int[] identity;
  private final int[] exampleOff;
  private DenseTaps denseTaps;

  /**
   * A layer in its place.
   *
   * @param index among the program's linear nodes
   * @param weight index of the weight's slot; its bias follows
   * @param relu whether negative outputs become 0
   * @param needsInputGradient false for what reads the network's input
   * @param add whether other nodes add to the input's gradient too
   * @param scratch offset of {@link #scratch} floats
   */
  Linear(
      Kernels kernels,
      int index,
      int weight,
      boolean bias,
      Geometry geometry,
      int groups,
      View in,
      View out,
      boolean relu,
      boolean needsInputGradient,
      boolean add,
      int scratch) {
    this.kernels = kernels;
    this.index = index;
    this.weight = weight;
    this.bias = bias;
    this.geometry = geometry;
    this.groups = groups;
    this.in = in;
    this.out = out;
    this.relu = relu;
    this.needsInputGradient = needsInputGradient;
    this.add = add;
    this.scratch = scratch;
    Geometry g = geometry;
    boolean rowwise = g.strideW() == 1;
    int across = rowwise ? 1 : g.outWidth();
    runLanes = rowwise ? g.outWidth() * in.batch() : in.batch();
    runX = new int[g.outHeight() * across];
    runY = new int[runX.length];
    runD = new int[runX.length];
    for (int p = 0; p < g.outHeight(); p++) {
      for (int q = 0; q < across; q++) {
        int run = p * across + q;
        runX[run] =
            (p * g.strideH() - g.top()) * in.row() + (q * g.strideW() - g.left()) * in.batch();
        runY[run] = p * out.row() + q * out.batch();
        runD[run] = p * out.gradientRow() + q * out.batch();
      }
    }
    borders = needsInputGradient ? BorderClasses.of(g, in.batch()) : null;
    tapOff = new int[inputs() * g.taps()];
    for (int t = 0; t < tapOff.length; t++) {
      tapOff[t] = offset(t);
    }
    identity = new int[Math.max(tapOff.length, in.batch())];
    Arrays.setAll(identity, i -> i);
    exampleOff = new int[in.batch()];
    Arrays.setAll(exampleOff, b -> b * padded(in.channels()));
  }

  /** Floats of scratch memory. */
  static int scratch(Geometry g, int inputs, int rows, int batch) {
    int taps = inputs * g.taps();
    int panel = 2 * Kernels.WIDTH * Kernels.PANEL;
    int sums = Math.max(Math.max(CHUNK, taps), Math.min(rows * taps, Math.max(DENSE_CHUNK, taps)));
    boolean point = g.outHeight() * g.outWidth() == 1 && g.taps() == 1;
    int transposed = point ? (rows + batch) * padded(inputs) + panel : panel;
    return Math.max((Math.max(sums, rows) + Kernels.WIDTH) * Kernels.WIDTH, transposed);
  }

  private static int padded(int n) {
    return (n + Kernels.WIDTH - 1) / Kernels.WIDTH * Kernels.WIDTH;
  }

  int weight() {
    return weight;
  }

  int survivorsOf(Compiled compiled) {
    return compiled.patterns()[index].survivors();
  }

  /** Inputs of one group. */
  private int inputs() {
    return in.channels() / groups;
  }

  private int rows() {
    return out.channels();
  }

  /** Offset of a tap of group 0 from the window's corner. */
  private int offset(int tap) {
    int taps = geometry.taps();
    int i = tap % taps / geometry.kernelW();
    int j = tap % geometry.kernelW();
    return tap / taps * in.channel()
        + i * geometry.dilationH() * in.row()
        + j * geometry.dilationW() * in.batch();
  }

  private boolean point() {
    return geometry.equals(Geometry.POINT) && groups == 1 && !in.bordered();
  }

  // --- compiling

  /**
   * Makes the layer's pattern.
   *
   * @param first index of the layer's first weight in the mask
   * @param base where its survivors begin among all
   */
  Pattern compile(Mask mask, int first, int base) {
    int per = tapOff.length;
    int all = rows() * per;
    int left = mask.survivors(first, first + all);
    if (CostTable.dense(point(), (double) left / all)) {
      boolean whole = left == all;
      return new Pattern(
          base,
          left,
          true,
          whole ? null : places(mask, first, all, left),
          whole ? null : new float[all],
          whole ? null : new float[all],
          null,
          null,
          null,
          null,
          null);
    }
    int[] places = places(mask, first, all, left);
    int[] ptr = new int[rows() + 1];
    int[] off = new int[left];
    int perGroup = rows() / groups;
    for (int k = 0; k < left; k++) {
      int row = places[k] / per;
      ptr[row + 1] = k + 1;
      off[k] = tapOff[places[k] % per] + row / perGroup * inputs() * in.channel();
    }
    for (int r = 1; r <= rows(); r++) {
      ptr[r] = Math.max(ptr[r], ptr[r - 1]);
    }
    Pattern pattern =
        new Pattern(base, left, false, places, null, null, ptr, off, null, null, null);
    return needsInputGradient ? transposed(pattern) : pattern;
  }

  private static int[] places(Mask mask, int first, int all, int left) {
    int[] places = new int[left];
    int k = 0;
    for (int i = mask.next(first); i < first + all; i = mask.next(i + 1)) {
      places[k++] = i - first;
    }
    return places;
  }

  /** For every border class and input channel: what reads a pixel of that class there. */
  private Pattern transposed(Pattern p) {
    Geometry g = geometry;
    int channels = in.channels();
    int per = tapOff.length;
    int perGroup = rows() / groups;
    int taps = g.taps();
    int[] channelOf = new int[p.survivors()];
    int[] tapOf = new int[p.survivors()];
    int[] rowOf = new int[p.survivors()];
    for (int k = 0; k < p.survivors(); k++) {
      rowOf[k] = p.places()[k] / per;
      int tap = p.places()[k] % per;
      channelOf[k] = rowOf[k] / perGroup * inputs() + tap / taps;
      tapOf[k] = tap % taps;
    }
    int kinds = borders.count();
    int[] columns = new int[kinds * (channels + 1)];
    int[] shift = new int[kinds * taps];
    int entries = 0;
    for (int kind = 0; kind < kinds; kind++) {
      shifts(kind, shift);
      int at = kind * (channels + 1);
      for (int k = 0; k < p.survivors(); k++) {
        columns[at + channelOf[k] + 1] += shift[kind * taps + tapOf[k]] < 0 ? 0 : 1;
      }
      columns[at] = entries;
      for (int c = 0; c < channels; c++) {
        columns[at + c + 1] += columns[at + c];
      }
      entries = columns[at + channels];
    }
    int[] off = new int[entries];
    int[] from = new int[entries];
    int[] next = columns.clone();
    for (int kind = 0; kind < kinds; kind++) {
      for (int k = 0; k < p.survivors(); k++) {
        int s = shift[kind * taps + tapOf[k]];
        if (s >= 0) {
          int e = next[kind * (channels + 1) + channelOf[k]]++;
          off[e] = rowOf[k] * out.gradientChannel() + s;
          from[e] = k;
        }
      }
    }
    return new Pattern(
        p.base(),
        p.survivors(),
        false,
        p.places(),
        null,
        null,
        p.ptr(),
        p.off(),
        columns,
        off,
        from);
  }

  /** Offset within a channel of the output's gradient of what each tap reaches; negative: none. */
  private void shifts(int kind, int[] shift) {
    int y = borders.rows()[kind / borders.columns().length];
    int x = borders.columns()[kind % borders.columns().length];
    for (int tap = 0; tap < geometry.taps(); tap++) {
      int p = geometry.outRow(y, tap / geometry.kernelW());
      int q = geometry.outColumn(x, tap % geometry.kernelW());
      shift[kind * geometry.taps() + tap] =
          p < 0 || q < 0 ? -1 : p * out.gradientRow() + q * out.batch();
    }
  }

  // --- forward

  @Override
  public void forward(Pass pass) {
    Pattern p = pass.compiled().patterns()[index];
    int biasAt = bias ? pass.compiled().bases()[weight + 1] : -1;
    if (p.dense()) {
      forwardDense(pass, p, biasAt);
      return;
    }
    for (int run = 0; run < runX.length; run++) {
      kernels.forward(
          pass.a(),
          rows(),
          p.ptr(),
          p.off(),
          pass.w(),
          p.base(),
          biasAt,
          in.origin() + runX[run],
          out.origin() + runY[run],
          out.channel(),
          runLanes,
          relu);
    }
  }

  private void forwardDense(Pass pass, Pattern p, int biasAt) {
    float[] w = scattered(pass, p);
    int base = p.full() == null ? p.base() : 0;
    int perGroup = rows() / groups;
    for (int run = 0; run < runX.length; run++) {
      for (int g = 0; g < groups; g++) {
        kernels.block(
            pass.a(),
            perGroup,
            0,
            tapOff.length,
            tapOff,
            identity,
            w,
            base + g * perGroup * tapOff.length,
            tapOff.length,
            pass.w(),
            bias ? biasAt + g * perGroup : -1,
            in.origin() + runX[run] + g * inputs() * in.channel(),
            out.origin() + runY[run] + g * perGroup * out.channel(),
            out.channel(),
            runLanes,
            relu,
            false,
            scratch);
      }
    }
  }

  /** The full matrix's values. */
  private static float[] scattered(Pass pass, Pattern p) {
    if (p.full() == null) {
      return pass.w();
    }
    for (int k = 0; k < p.survivors(); k++) {
      p.full()[p.places()[k]] = pass.w()[p.base() + k];
    }
    return p.full();
  }

  // --- backward

  @Override
  public void backward(Pass pass) {
    Pattern p = pass.compiled().patterns()[index];
    if (relu) {
      Rows.reluBack(kernels, pass.a(), out);
    }
    if (bias) {
      biasGradient(pass, pass.compiled().bases()[weight + 1]);
    }
    if (p.dense()) {
      weightGradientDense(pass, p);
    } else {
      weightGradient(pass, p);
    }
    if (needsInputGradient) {
      if (p.dense()) {
        inputGradientDense(pass, p);
      } else {
        inputGradient(pass, p);
      }
    }
  }

  private void biasGradient(Pass pass, int at) {
    float[] a = pass.a();
    Arrays.fill(a, scratch, scratch + rows() * Kernels.WIDTH, 0f);
    kernels.rowSums(
        a, rows(), out.gradient(), out.gradientChannel(), out.gradientChannel(), scratch);
    kernels.fold(a, scratch, rows(), pass.g(), at);
  }

  private void weightGradient(Pass pass, Pattern p) {
    float[] a = pass.a();
    int limit = runX.length == 1 && runLanes == in.batch() ? POINT_CHUNK : CHUNK;
    for (int from = 0; from < rows(); ) {
      int to = from + 1;
      while (to < rows() && p.ptr()[to + 1] - p.ptr()[from] <= limit) {
        to++;
      }
      int count = p.ptr()[to] - p.ptr()[from];
      Arrays.fill(a, scratch, scratch + count * Kernels.WIDTH, 0f);
      for (int run = 0; run < runX.length; run++) {
        kernels.sampled(
            a,
            from,
            to,
            p.ptr(),
            p.off(),
            in.origin() + runX[run],
            out.gradient() + runD[run],
            out.gradientChannel(),
            runLanes,
            scratch);
      }
      kernels.fold(a, scratch, count, pass.g(), p.base() + p.ptr()[from]);
      from = to;
    }
  }

  private void inputGradient(Pass pass, Pattern p) {
    for (BorderClasses.Run run : borders.runs()) {
      kernels.scattered(
          pass.a(),
          in.channels(),
          p.columns(),
          run.kind() * (in.channels() + 1),
          p.columnOff(),
          p.columnAt(),
          pass.w(),
          p.base(),
          out.gradient() + run.output(),
          in.gradient() + run.input(),
          in.gradientChannel(),
          run.lanes(),
          add);
    }
  }

  private void inputGradientDense(Pass pass, Pattern p) {
    if (denseTaps == null) {
      denseTaps = denseTaps();
    }
    float[] w = p.full() == null ? pass.w() : p.full();
    int base = p.full() == null ? p.base() : 0;
    for (BorderClasses.Run run : borders.runs()) {
      for (int g = 0; g < groups; g++) {
        int at = run.kind() * groups + g;
        kernels.block(
            pass.a(),
            inputs(),
            denseTaps.ptr()[at],
            denseTaps.ptr()[at + 1],
            denseTaps.off(),
            denseTaps.at(),
            w,
            base,
            geometry.taps(),
            null,
            -1,
            out.gradient() + run.output(),
            in.gradient() + run.input() + g * inputs() * in.gradientChannel(),
            in.gradientChannel(),
            run.lanes(),
            false,
            add,
            scratch);
      }
    }
  }

  /** What reads a pixel of a class, the same for all channels of a group. */
  private record DenseTaps(int[] ptr, int[] off, int[] at) {}

  private DenseTaps denseTaps() {
    int taps = geometry.taps();
    int perGroup = rows() / groups;
    int[] shift = new int[borders.count() * taps];
    int[] ptr = new int[borders.count() * groups + 1];
    int[] off = new int[borders.count() * rows() * taps];
    int[] at = new int[off.length];
    int e = 0;
    for (int kind = 0; kind < borders.count(); kind++) {
      shifts(kind, shift);
      for (int r = 0; r < rows(); r++) {
        for (int tap = 0; tap < taps; tap++) {
          int s = shift[kind * taps + tap];
          if (s >= 0) {
            off[e] = r * out.gradientChannel() + s;
            at[e++] = r * tapOff.length + tap;
          }
        }
        ptr[kind * groups + r / perGroup + 1] = e;
      }
    }
    return new DenseTaps(ptr, off, at);
  }

  private void weightGradientDense(Pass pass, Pattern p) {
    float[] into = p.full() == null ? pass.g() : p.gradient();
    int base = p.full() == null ? p.base() : 0;
    if (point()) {
      pointGradient(pass.a(), into, base);
    } else {
      int perGroup = rows() / groups;
      for (int g = 0; g < groups; g++) {
        correlate(pass.a(), g * perGroup, perGroup, g * inputs(), into, base);
      }
    }
    if (p.full() != null) {
      for (int k = 0; k < p.survivors(); k++) {
        pass.g()[p.base() + k] = into[p.places()[k]];
      }
    }
  }

  /** The gradient of one group's rows, as many at a time as the room for lane sums holds. */
  private void correlate(float[] a, int first, int rows, int channel, float[] into, int base) {
    int taps = tapOff.length;
    int most = Math.max(1, DENSE_CHUNK / taps);
    for (int r = first; r < first + rows; r += most) {
      int some = Math.min(most, first + rows - r);
      Arrays.fill(a, scratch, scratch + some * taps * Kernels.WIDTH, 0f);
      for (int run = 0; run < runX.length; run++) {
        kernels.correlate(
            a,
            some,
            tapOff,
            taps,
            in.origin() + runX[run] + channel * in.channel(),
            out.gradient() + runD[run] + r * out.gradientChannel(),
            out.gradientChannel(),
            runLanes,
            scratch);
      }
      kernels.fold(a, scratch, some * taps, into, base + r * taps);
    }
  }

  /** {@code D · Xᵀ} with the inputs as lanes: the activations are transposed first. */
  private void pointGradient(float[] a, float[] into, int base) {
    int batch = in.batch();
    int inputs = in.channels();
    int padded = padded(inputs);
    int transposed = scratch + rows() * padded;
    Rows.transpose(a, in.origin(), inputs, batch, transposed, padded);
    kernels.block(
        a,
        rows(),
        0,
        batch,
        exampleOff,
        identity,
        a,
        out.gradient(),
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
    for (int r = 0; r < rows(); r++) {
      System.arraycopy(a, scratch + r * padded, into, base + r * inputs, inputs);
    }
  }
}
