package io.espalier.train.sparse;

import io.espalier.mask.Mask;
import java.util.SplittableRandom;

/** One linear layer in a memory of its own, batch 128, random mask of exact size, rectified. */
final class LayerBench {
  private static final int BATCH = 128;

  private final Linear linear;
  private final Pass pass;
  private final int survivors;
  private final long visits;

  /**
   * A layer.
   *
   * @param blocked whether the register-blocked kernels take it
   */
  LayerBench(LayerShape shape, double sparsity, boolean blocked) {
    Geometry g = shape.geometry();
    Arena arena = new Arena();
    View in =
        view(
            arena,
            shape.in(),
            g.height(),
            g.width(),
            new int[] {g.top(), g.left(), g.bottom(), g.right()});
    View out = view(arena, shape.out(), g.outHeight(), g.outWidth(), new int[4]);
    int scratch = arena.take(Linear.scratch(g, shape.in(), shape.out(), BATCH));
    WindowLayout layout = WindowLayout.of(g, 1, in, out, true);
    linear = new Linear(KernelProvider.kernels(), 0, 0, true, layout, true, false, false, scratch);
    SplittableRandom random = new SplittableRandom(1);
    Mask mask = mask(shape, sparsity, random);
    Pattern pattern = PatternCompiler.pattern(layout, mask, 0, 0, blocked);
    survivors = pattern.survivors();
    visits = visits(g, mask, layout.taps(), shape.out());
    float[] w = new float[survivors + shape.out()];
    float[] a = arena.allocate();
    fill(a, in.values(), in.channels() * in.channel(), random);
    fill(a, out.gradient(), out.gradientSize(), random);
    fill(w, 0, w.length, random);
    pass =
        new Pass(
            a,
            w,
            new float[w.length],
            new Compiled(new int[] {0, survivors}, new Pattern[] {pattern}),
            BATCH,
            true,
            0);
    linear.forward(pass);
  }

  private static View view(Arena arena, int channels, int height, int width, int[] border) {
    long padded =
        (long) channels
            * (height + border[0] + border[2])
            * (width + border[1] + border[3])
            * BATCH;
    return new View(
        arena.take(padded),
        arena.take((long) channels * height * width * BATCH),
        channels,
        height,
        width,
        border[0],
        border[1],
        border[2],
        border[3],
        BATCH);
  }

  private static Mask mask(LayerShape shape, double sparsity, SplittableRandom random) {
    int[] order = new int[shape.weights()];
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    int pruned = (int) Math.round(sparsity * order.length);
    return Mask.full(order.length + shape.out()).without(java.util.Arrays.copyOf(order, pruned));
  }

  /** Multiply-adds of one product of the survivors with one example; border zeros count not. */
  private static long visits(Geometry g, Mask mask, int taps, int rows) {
    long visits = 0;
    for (int i = mask.next(0); i < rows * taps; i = mask.next(i + 1)) {
      int tap = i % taps % g.taps();
      visits +=
          (long) inside(g.outHeight(), g.strideH(), tap / g.kernelW() - g.top(), g.height())
              * inside(g.outWidth(), g.strideW(), tap % g.kernelW() - g.left(), g.width());
    }
    return visits;
  }

  private static int inside(int out, int stride, int offset, int size) {
    int n = 0;
    for (int p = 0; p < out; p++) {
      int at = p * stride + offset;
      n += at >= 0 && at < size ? 1 : 0;
    }
    return n;
  }

  private static void fill(float[] a, int from, int count, SplittableRandom random) {
    for (int i = from; i < from + count; i++) {
      a[i] = (float) (2 * random.nextDouble() - 1);
    }
  }

  void forward() {
    linear.forward(pass);
  }

  void backward() {
    linear.backward(pass);
  }

  /** Floating-point operations of a forward pass; a backward pass takes twice as many. */
  double operations() {
    return 2.0 * visits * BATCH;
  }
}
