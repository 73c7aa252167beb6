package io.espalier.train.sparse;

import io.espalier.mask.Mask;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Sparse layers' backward passes on made-up data: both gradients by case. */
final class LayerExercise {
  private static final int[] BATCHES = {1, 7, 15, 16, 17, 31, 33, 127, 128, 130};

  /** What the gradients and inputs are drawn from. */
  private enum Values {
    /** Sums of these lose everything but the last digits' order. */
    CANCELLING(1e20f, -1e20f, 1e-20f, -0f, 0f, 1.0000001f, 3e-8f, -1f),
    /** Products of these are too small for a float, and their sums zeros with a sign. */
    TINY(1e-30f, -1e-30f, -1e-30f, 0f, -0f),
    /** Of which a border's zeros make NaN. */
    WITHOUT_LIMIT(1f, -1f, 2f, 3e38f, Float.POSITIVE_INFINITY, Float.NaN);

    private final float[] some;

    Values(float... some) {
      this.some = some;
    }

    /** Few that are not finite: they hide the others. */
    float next(SplittableRandom random) {
      float value = some[random.nextInt(some.length)];
      return Float.isFinite(value) || random.nextInt(200) == 0 ? value : 0.5f;
    }
  }

  /**
   * A layer.
   *
   * @param border further zeros around its input, which another layer would want
   */
  private record Shape(int in, int out, int groups, Geometry geometry, int border) {
    Shape(int in, int out) {
      this(in, out, 1, Geometry.POINT, 0);
    }
  }

  private static final Map<String, Shape> SHAPES =
      new TreeMap<>(
          Map.of(
              "dense", new Shape(9, 13),
              "dense, more of a column than is held", new Shape(3, 3 * FusedKernels.HELD),
              "valid", new Shape(3, 5, 1, new Geometry(7, 6, 3, 4, 5, 3, 1, 1, 1, 1, 0, 0), 0),
              "padded", new Shape(2, 4, 1, new Geometry(5, 6, 5, 6, 3, 3, 1, 1, 1, 1, 1, 1), 0),
              "wide border",
                  new Shape(2, 3, 1, new Geometry(4, 4, 4, 4, 3, 3, 1, 1, 1, 1, 1, 1), 2),
              "strided", new Shape(3, 4, 1, new Geometry(6, 5, 3, 3, 3, 3, 2, 2, 1, 1, 1, 1), 0),
              "striding over",
                  new Shape(2, 3, 1, new Geometry(7, 7, 3, 3, 1, 2, 3, 3, 1, 1, 0, 0), 1),
              "dilated", new Shape(2, 3, 1, new Geometry(6, 6, 6, 6, 3, 3, 1, 1, 2, 2, 2, 2), 0),
              "grouped", new Shape(4, 6, 2, new Geometry(4, 5, 4, 5, 3, 3, 1, 1, 1, 1, 1, 1), 0),
              "one pixel",
                  new Shape(5, 7, 1, new Geometry(4, 3, 4, 3, 1, 1, 1, 1, 1, 1, 0, 0), 0)));

  /** More survivors than are summed at once. */
  private static final Shape LARGE =
      new Shape(40, 64, 1, new Geometry(3, 2, 3, 2, 3, 3, 1, 1, 1, 1, 1, 1), 0);

  private final Kernels kernels;
  private final Map<String, float[]> results = new TreeMap<>();

  private LayerExercise(Kernels kernels) {
    this.kernels = kernels;
  }

  /**
   * Runs all.
   *
   * @param fused whether by the fused kernels, where there are any
   */
  static Map<String, float[]> gradients(Kernels kernels, boolean fused) {
    LayerExercise exercise = new LayerExercise(fused ? kernels : separate(kernels));
    for (int batch : BATCHES) {
      SHAPES.forEach((name, shape) -> exercise.layer(name, shape, batch));
    }
    exercise.layer("large", LARGE, 16);
    return exercise.results;
  }

  /** The same kernels, which know two passes alone. */
  static Kernels separate(Kernels kernels) {
    return (Kernels)
        Proxy.newProxyInstance(
            Kernels.class.getClassLoader(),
            new Class<?>[] {Kernels.class},
            (proxy, method, arguments) -> {
              try {
                return method.getName().equals("fused")
                    ? Optional.empty()
                    : method.invoke(kernels, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void layer(String name, Shape shape, int batch) {
    for (Values values : Values.values()) {
      for (int left : new int[] {8, 45}) {
        long seed = name.hashCode() * 31L + batch * 7L + left;
        SplittableRandom random = new SplittableRandom(seed);
        String text = name + " batch " + batch + " " + values + " " + left + "%";
        results.put(text, backward(shape, batch, values, left, random));
      }
    }
  }

  /** The weights' and biases' gradient, and the input's. */
  private float[] backward(
      Shape shape, int batch, Values values, int left, SplittableRandom random) {
    Geometry g = shape.geometry();
    int lanes = Kernels.padded(batch);
    boolean bias = random.nextBoolean();
    Arena arena = new Arena();
    View in = view(arena, shape.in(), g.height(), g.width(), border(shape), lanes);
    View out = view(arena, shape.out(), g.outHeight(), g.outWidth(), new int[4], lanes);
    int inputs = shape.in() / shape.groups();
    int scratch = arena.take(Linear.scratch(g, inputs, shape.out(), lanes));
    WindowLayout layout = WindowLayout.of(g, shape.groups(), in, out, true);
    boolean add = random.nextBoolean();
    Linear linear = new Linear(kernels, 0, 0, bias, layout, false, add, false, scratch);
    Mask mask = mask(shape.out() * layout.taps(), shape.out(), left, random);
    Pattern pattern = PatternCompiler.pattern(layout, mask, 0, 0, false);
    float[] a = arena.allocate();
    Arrays.fill(a, scratch, a.length, Float.NaN);
    for (int c = 0; c < in.channels(); c++) {
      for (int y = 0; y < in.height(); y++) {
        int row = in.origin() + c * in.channel() + y * in.row();
        fill(a, row, in.gradientRow(), values, random);
      }
    }
    fill(a, in.gradient(), in.gradientSize(), values, random);
    fill(a, out.gradient(), out.gradientSize(), values, random);
    float[] w = new float[pattern.survivors() + shape.out()];
    fill(w, 0, w.length, values, random);
    float[] gradient = new float[w.length];
    Compiled compiled = new Compiled(new int[] {0, pattern.survivors()}, new Pattern[] {pattern});
    linear.backward(new Pass(a, w, gradient, compiled, batch, true, 0));
    float[] all = Arrays.copyOf(gradient, gradient.length + in.gradientSize());
    System.arraycopy(a, in.gradient(), all, gradient.length, in.gradientSize());
    return all;
  }

  private static int[] border(Shape s) {
    Geometry g = s.geometry();
    int[] border = {g.top(), g.left(), g.bottom(), g.right()};
    return Arrays.stream(border).map(b -> b + s.border()).toArray();
  }

  private static View view(Arena arena, int channels, int height, int width, int[] b, int lanes) {
    int padded = channels * (height + b[0] + b[2]) * (width + b[1] + b[3]) * lanes;
    int values = arena.take(padded);
    int gradient = arena.take((long) channels * height * width * lanes);
    return new View(values, gradient, channels, height, width, b[0], b[1], b[2], b[3], lanes);
  }

  private static Mask mask(int weights, int biases, int left, SplittableRandom random) {
    BitSet gone = new BitSet();
    for (int i = 0; i < weights; i++) {
      gone.set(i, random.nextInt(100) >= left);
    }
    return Mask.full(weights + biases).without(gone);
  }

  private static void fill(float[] a, int from, int count, Values values, SplittableRandom random) {
    for (int i = from; i < from + count; i++) {
      a[i] = random.nextInt(3) > 0 ? values.next(random) : (float) random.nextDouble(-2, 2);
    }
  }
}
