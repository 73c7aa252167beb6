package io.espalier.train.sparse;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.SmallNetworks;
import io.espalier.train.Course;
import io.espalier.train.Initializer;
import io.espalier.train.LearningRate;
import io.espalier.train.MadeUpBatches;
import io.espalier.train.OptimizerSpec;
import io.espalier.train.ReplicaState;
import io.espalier.train.Survivors;
import io.espalier.train.Trainer.FineTuned;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Runs a kernel, given by name, at many sizes on made-up data; gives what it left in memory by
 * case. Only the JDK's types cross its border, so that another class loader's can be called.
 */
final class KernelExercise implements Function<String, Map<String, float[]>> {
  static final List<String> METHODS =
      List.of(
          "forward",
          "scattered",
          "sampled",
          "rowSums",
          "block",
          "outer",
          "correlate",
          "fold",
          "reluBack",
          "add",
          "affine",
          "products",
          "combine",
          "max",
          "maxBack",
          "tiles",
          "chains",
          "columns",
          "transpose",
          "layers",
          "separateLayers",
          "engine");

  /** Of kernels that know both gradients in one pass. */
  static final List<String> FUSED = List.of("gradients", "windowGradients");

  /** Batches at the borders of registers. */
  private static final int[] SIZES = {1, 7, 15, 16, 17, 31, 33, 127, 128, 130};

  /** Of these, and of a convolution's row of 33 pixels. */
  private static final int[] LANES =
      IntStream.concat(Arrays.stream(SIZES), IntStream.of(528))
          .map(Kernels::padded)
          .distinct()
          .toArray();

  /** Sums of these lose everything but the last digits' order. */
  private static final float[] WILD = {1e20f, -1e20f, 1e-20f, -0f, 0f, 1.0000001f, 3e-8f, -1f};

  /** Too few to hide the others' sums. */
  private static final float[] EXTREME = {
    Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY
  };

  private static final int CHANNELS = 9;
  private static final int MOST = 13;

  private final Kernels kernels;
  private final Map<String, float[]> results = new TreeMap<>();

  KernelExercise(boolean vector) {
    kernels = vector ? new VectorKernels() : new ScalarKernels();
  }

  @Override
  public String toString() {
    return kernels.name();
  }

  /** What the kernels work on; guards between the blocks show what is written where it must not. */
  private static final class Memory {
    final SplittableRandom random;
    final int rows;
    final int taps;
    final int lanes;
    final int stride;
    final int x = Kernels.WIDTH;
    final int d;
    final int sums;
    final int panel;
    final float[] a;
    final float[] w;
    final int[] off;

    Memory(int rows, int taps, int lanes) {
      random = new SplittableRandom(rows * 1_000_003L + taps * 1009L + lanes);
      this.rows = rows;
      this.taps = taps;
      this.lanes = lanes;
      stride = lanes + Kernels.WIDTH;
      d = x + (CHANNELS + 1) * lanes;
      sums = d + (rows + 1) * stride;
      panel = sums + (rows * taps + 1) * Kernels.WIDTH;
      a = new float[panel + Kernels.PANEL_SIZE + rows * Kernels.PANEL];
      for (int i = 0; i < panel; i++) {
        boolean wild = i < d && random.nextInt(3) > 0;
        a[i] = wild ? WILD[random.nextInt(WILD.length)] : tame();
      }
      if (random.nextInt(8) == 0) {
        a[x + random.nextInt(d - x)] = EXTREME[random.nextInt(EXTREME.length)];
      }
      w = new float[rows * taps + rows + 5];
      for (int i = 0; i < w.length; i++) {
        w[i] = random.nextInt(4) == 0 ? 1 : tame();
      }
      off = new int[rows * taps];
      for (int i = 0; i < off.length; i++) {
        off[i] = random.nextInt(CHANNELS) * lanes;
      }
    }

    float tame() {
      return (float) (4 * random.nextDouble() - 2);
    }

    float[] some(int n) {
      float[] values = new float[n];
      for (int i = 0; i < n; i++) {
        values[i] = random.nextBoolean() ? WILD[random.nextInt(WILD.length)] : tame();
      }
      return values;
    }

    /** Beginnings of rows of up to {@link #taps} taps, some of none. */
    int[] ragged() {
      int[] ptr = new int[rows + 1];
      for (int r = 0; r < rows; r++) {
        ptr[r + 1] = ptr[r] + random.nextInt(taps + 1);
      }
      return ptr;
    }

    /** Each tap once: a weight has one row and one column. */
    int[] reversed() {
      return IntStream.range(0, rows * taps).map(k -> rows * taps - 1 - k).toArray();
    }

    int[] shuffled() {
      int[] at = new int[rows * taps];
      Arrays.setAll(at, i -> random.nextInt(at.length));
      return at;
    }
  }

  @Override
  public Map<String, float[]> apply(String method) {
    results.clear();
    switch (method) {
      case "engine" -> engine();
      case "layers" -> results.putAll(LayerExercise.gradients(kernels, true));
      case "separateLayers" -> results.putAll(LayerExercise.gradients(kernels, false));
      case "fold", "reluBack", "add", "affine", "products", "combine" ->
          Arrays.stream(LANES).forEach(lanes -> row(method, lanes));
      default -> {
        for (int lanes : LANES) {
          for (int rows = 1; rows <= MOST; rows++) {
            for (int taps = 1; taps <= MOST; taps++) {
              matrix(method, new Memory(rows, taps, lanes));
            }
          }
        }
        if (method.equals("block") || method.equals("gradients")) {
          for (int taps : new int[] {Kernels.PANEL, Kernels.PANEL + 1, 2 * Kernels.PANEL + 3}) {
            matrix(method, new Memory(5, taps, 16));
            matrix(method, new Memory(8, taps, 48));
          }
        }
      }
    }
    return Map.copyOf(results);
  }

  private void matrix(String method, Memory m) {
    boolean relu = m.random.nextBoolean();
    boolean add = m.random.nextBoolean();
    int bias = m.random.nextBoolean() ? m.rows * m.taps : -1;
    float[] a = m.a;
    switch (method) {
      case "forward" ->
          kernels.forward(
              a, m.rows, m.ragged(), m.off, m.w, 3, bias, m.x, m.d, m.stride, m.lanes, relu);
      case "scattered" -> {
        int[] ptr = new int[m.rows + 4];
        System.arraycopy(m.ragged(), 0, ptr, 3, m.rows + 1);
        kernels.scattered(
            a, m.rows, ptr, 3, m.off, m.shuffled(), m.w, 4, m.x, m.d, m.stride, m.lanes, add);
      }
      case "sampled" -> {
        int from = m.random.nextInt(m.rows);
        kernels.sampled(a, from, m.rows, m.ragged(), m.off, m.x, m.d, m.stride, m.lanes, m.sums);
      }
      case "gradients" -> {
        FusedKernels fused = kernels.fused().orElseThrow();
        float[] g = new float[m.rows * m.taps + 1];
        int columns = Math.min(m.rows, CHANNELS);
        int[] at = m.reversed();
        fused.gradients(
            a, columns, m.ragged(), m.off, at, m.w, 3, m.x, m.x, m.d, m.lanes, add, g, 1, m.panel);
        results.put(columns + "x" + m.taps + " lanes " + m.lanes + " weights", g);
      }
      case "windowGradients" -> {
        FusedKernels fused = kernels.fused().orElseThrow();
        int[] ptr = new int[m.rows + 4];
        System.arraycopy(m.ragged(), 0, ptr, 3, m.rows + 1);
        int[] at = m.reversed();
        fused.windowGradients(
            a, m.rows, ptr, 3, m.off, at, m.w, 4, m.x, m.x, 0, m.d, m.stride, m.lanes, add, m.sums);
      }
      case "rowSums" -> kernels.rowSums(a, m.rows, m.d, m.stride, m.lanes, m.sums);
      case "block" ->
          kernels.block(
              a,
              m.rows,
              0,
              m.taps,
              m.off,
              m.random.nextBoolean() ? m.shuffled() : null,
              m.w,
              0,
              0,
              m.w,
              add ? -1 : bias,
              m.x,
              m.d,
              m.stride,
              m.lanes,
              relu,
              add,
              m.panel);
      case "outer" -> {
        int inputs = 3 * m.taps;
        float[] x = m.some(1 + m.lanes * inputs);
        float[] g = new float[m.rows * inputs + 2];
        int examples = m.lanes - m.random.nextInt(Kernels.WIDTH);
        kernels.outer(a, m.rows, m.d, m.stride, x, 1, examples, inputs, g, 1, m.panel);
        results.put(m.rows + "x" + inputs + " examples " + examples + " of " + m.lanes, g);
        return;
      }
      case "transpose" -> {
        int examples = m.lanes - m.taps + 1;
        int width = m.rows + m.random.nextInt(3);
        float[] x = m.some(1 + examples * width);
        float[] into = m.some(1 + m.rows * (examples + 2));
        kernels.transpose(x, 1, width, examples, m.rows, into, 1, examples + 2);
        results.put(examples + "x" + m.rows + " of " + width + " taps " + m.taps, into);
        return;
      }
      case "correlate" ->
          kernels.correlate(a, m.rows, m.off, m.taps, m.x, m.d, m.stride, m.lanes, m.sums);
      case "max", "maxBack" -> pool(method, m);
      case "tiles" -> tiles(m, bias, relu);
      case "chains", "columns" -> packed(method.equals("columns"), m, bias, relu);
      default -> throw new IllegalArgumentException(method);
    }
    String flags = (relu ? " relu" : "") + (add ? " add" : "") + (bias < 0 ? "" : " bias");
    results.put(m.rows + "x" + m.taps + " lanes " + m.lanes + flags, Arrays.copyOf(m.a, m.panel));
  }

  /** The window is the first taps; whole numbers, so that maxima tie. */
  private void pool(String method, Memory m) {
    for (int i = m.x; i < m.d; i++) {
      m.a[i] = m.random.nextInt(-2, 3);
    }
    int taps = Math.min(m.taps, CHANNELS - 4);
    int[] off = IntStream.range(0, taps).map(t -> t * m.lanes).toArray();
    int y = m.x + (CHANNELS - 4) * m.lanes;
    kernels.max(m.a, off, taps, m.x, y, m.lanes);
    if (method.equals("maxBack")) {
      int[] into = IntStream.range(0, taps).map(t -> t % 4 * m.lanes).toArray();
      kernels.maxBack(m.a, off, into, taps, m.x, y, m.d, y + m.lanes, m.lanes);
    }
  }

  /** Pixels of any row's length, so that the last tile overlaps the one before. */
  private void tiles(Memory m, int bias, boolean relu) {
    int lanes = m.random.nextBoolean() ? 1 : Kernels.TILE;
    int[] at = new int[2 * Kernels.CHAINS];
    Arrays.setAll(at, i -> m.random.nextInt(m.lanes - lanes + 1));
    int[] xAt = Arrays.stream(at).map(i -> m.x + i).toArray();
    int[] yAt = Arrays.stream(at).map(i -> m.d + i).toArray();
    kernels.tiles(m.a, m.rows, m.ragged(), m.off, m.w, 3, bias, xAt, yAt, m.stride, lanes, relu);
  }

  private void packed(boolean columns, Memory m, int bias, boolean relu) {
    int[] ptr = m.ragged();
    int[] off = m.off;
    if (columns) {
      Arrays.setAll(ptr, r -> r * m.taps);
      off = IntStream.range(0, off.length).map(k -> m.off[k % m.taps]).toArray();
    }
    Pattern p = new Pattern(3, 0, false, null, null, null, ptr, off, null);
    m.a[Arena.ZERO] = 0;
    Packed q = Packed.of(p, m.w, bias, m.x, m.d);
    if (q.columns()) {
      kernels.columns(m.a, q.ptr(), q.off(), q.w(), q.start(), m.d, relu);
    } else {
      kernels.chains(m.a, q.ptr(), q.off(), q.w(), q.start(), q.into(), relu);
    }
  }

  private void row(String method, int lanes) {
    Memory m = new Memory(2, 3, lanes);
    float[] a = m.a;
    float p = m.tame();
    float q = m.tame();
    float[] g = new float[8];
    switch (method) {
      case "fold" -> {
        System.arraycopy(a, m.x, a, m.sums, Kernels.WIDTH);
        kernels.fold(a, m.sums, 6, g, 1);
        results.put("fold " + lanes, g);
        return;
      }
      case "reluBack" -> kernels.reluBack(a, m.x, m.d, lanes);
      case "add" -> kernels.add(a, m.x, m.d, lanes);
      case "affine" -> kernels.affine(a, m.x, m.d, lanes, p, q);
      case "products" -> kernels.products(a, m.x, p, m.d, q, lanes, m.sums);
      case "combine" -> {
        kernels.combine(a, m.d, p, m.x, q, m.tame(), m.tame(), m.d + m.stride, lanes, false);
        kernels.combine(a, m.d, p, m.x, q, m.tame(), m.tame(), m.d + m.stride, lanes, true);
      }
      default -> throw new IllegalArgumentException(method);
    }
    results.put(method + " " + lanes, Arrays.copyOf(a, m.panel));
  }

  /** Whole fine-tunes, under masks that leave all, a bit more than half, and a few weights. */
  private void engine() {
    List<Network> networks = SmallNetworks.all();
    for (Network network : networks) {
      for (int left : new int[] {100, 60, 20}) {
        SplittableRandom random = new SplittableRandom(left);
        BitSet gone = new BitSet();
        for (Network.Slot slot : network.prunable()) {
          IntStream.range(slot.offset(), slot.end())
              .filter(i -> random.nextInt(100) >= left)
              .forEach(gone::set);
        }
        Mask mask = Mask.full(network.size()).without(gone);
        boolean first = network == networks.get(0);
        for (int batch : first ? SIZES : new int[] {7, 33}) {
          results.put(
              network.name() + " " + left + "% batch " + batch, tuned(network, mask, batch));
        }
      }
    }
  }

  private float[] tuned(Network network, Mask mask, int batch) {
    float[] start = Survivors.gather(mask, Initializer.values(network, 3));
    try (SparseTrainer trainer = new SparseTrainer(network, kernels)) {
      FineTuned done =
          trainer.fineTune(
              new ReplicaState(start, new float[0][], 0),
              mask,
              MadeUpBatches.of(network, 5, batch, batch, Math.max(1, batch - 3)).iterator(),
              Course.plain(
                  new OptimizerSpec(OptimizerSpec.Kind.ADAM, 0.01, 0.9, 0.9, 0.999, 1e-8, 1e-4, 0),
                  LearningRate.DEFAULTS,
                  3),
              11);
      float[] all = Arrays.copyOf(done.state().values(), start.length + 1);
      all[start.length] = (float) done.lossSum();
      return all;
    }
  }
}
