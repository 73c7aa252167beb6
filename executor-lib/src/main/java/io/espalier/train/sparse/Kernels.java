package io.espalier.train.sparse;

import io.espalier.shard.Batch;
import java.util.Optional;

/**
 * The inner loops, over one {@code float[]} that holds all activations, the batch innermost: a
 * value's {@code lanes} are its examples (and, at stride 1, a whole row of pixels). Implementations
 * give the same bits: elementwise results are chains of fused multiply-adds in the order of the
 * taps; sums over lanes are kept in {@value #WIDTH} virtual lanes, lane {@code l} for all {@code i
 * ≡ l} in ascending order, and folded by {@link #fold}.
 *
 * <p>All offsets and strides are in floats. {@code lanes} is always a multiple of {@value #WIDTH};
 * but a single example's have loops of their own: {@link #tiles}, {@link #chains} and {@link
 * #columns}, whose sums are chains in the order of the taps as well.
 */
interface Kernels {
  /** Virtual lanes, whatever the processor's. */
  int WIDTH = Batch.LANES;

  /** Taps that a blocked product holds at once: with two registers of 256 bits 16 KB. */
  int PANEL = 256;

  /** Sums that go on at once for a single example. */
  int CHAINS = 8;

  /** A single example's neighbouring pixels that are computed together. */
  int TILE = 8;

  /** Neighbouring rows that are computed together where they share their taps. */
  int COLUMN = 16;

  /** Floats of a panel: as many taps, two registers of any width. */
  int PANEL_SIZE = 2 * WIDTH * PANEL;

  /** For logs and provenance, such as {@code vector 256}. */
  String name();

  /**
   * {@code y_r = b_r + Σ_k w_k · x[off_k]} with {@code k} from {@code ptr[r]} to {@code ptr[r+1]};
   * a product of a compressed sparse row matrix.
   *
   * @param w weights, row {@code r}'s from {@code wBase + ptr[r]}
   * @param bias index in {@code w} of the first row's bias; negative for none
   * @param relu whether negative results become 0
   */
  void forward(
      float[] a,
      int rows,
      int[] ptr,
      int[] off,
      float[] w,
      int wBase,
      int bias,
      int x,
      int y,
      int yStride,
      int lanes,
      boolean relu);

  /**
   * {@code y_r = [y_r +] Σ_k w[wBase + at_k] · x[off_k]}: the transposed product, whose weights lie
   * scattered.
   *
   * @param add whether to add to what {@code y} holds
   */
  void scattered(
      float[] a,
      int rows,
      int[] ptr,
      int ptrFrom,
      int[] off,
      int[] at,
      float[] w,
      int wBase,
      int x,
      int y,
      int yStride,
      int lanes,
      boolean add);

  /**
   * Both gradients in one pass; empty where the two of {@link #scattered} and {@link #sampled} are
   * faster. The choice is this class's for all layers, and does not show in the bits.
   */
  Optional<FusedKernels> fused();

  /**
   * Sampled gradient: {@code sum_k += d_r · x[off_k]} lane by lane, for rows {@code from} to {@code
   * to}.
   *
   * @param sums where the virtual lanes of tap {@code ptr[from]} lie; {@value #WIDTH} floats a tap
   */
  void sampled(
      float[] a,
      int from,
      int to,
      int[] ptr,
      int[] off,
      int x,
      int d,
      int dStride,
      int lanes,
      int sums);

  /**
   * Lane sums of rows: {@code sum_r += d_r}.
   *
   * @param sums {@value #WIDTH} floats a row
   */
  void rowSums(float[] a, int rows, int d, int dStride, int lanes, int sums);

  /**
   * Register-blocked product whose rows share their taps: {@code y_r = [b_r + | y_r +] Σ_t w[wBase
   * + at_t + r · rowStride] · x[off_t]}.
   *
   * @param at where each tap's weight lies in a row; null where they lie in order, {@code at_t = t}
   * @param bias index in {@code biases} of the first row's; negative for none
   * @param add whether to add to what {@code y} holds; not together with a bias
   * @param panel offset of room for {@link #PANEL_SIZE} floats, and with {@code at} for {@link
   *     #PANEL} times the rows behind them
   */
  void block(
      float[] a,
      int rows,
      int from,
      int to,
      int[] off,
      int[] at,
      float[] w,
      int wBase,
      int rowStride,
      float[] biases,
      int bias,
      int x,
      int y,
      int yStride,
      int lanes,
      boolean relu,
      boolean add,
      int panel);

  /**
   * Register-blocked gradient of a matrix that sees whole examples, with the inputs as lanes:
   * {@code g[gAt + r · inputs + i] = Σ_e d_r[e] · x[xAt + e · inputs + i]}.
   *
   * @param x row-major {@code [examples, inputs]}
   * @param panel offset of room for {@link #PANEL_SIZE} floats and two registers of any width times
   *     the rows
   */
  void outer(
      float[] a,
      int rows,
      int d,
      int dStride,
      float[] x,
      int xAt,
      int examples,
      int inputs,
      float[] g,
      int gAt,
      int panel);

  /**
   * Register-blocked gradient of a matrix whose rows share their taps: {@code sum_(r, t) += d_r ·
   * x[off_t]} lane by lane.
   *
   * @param sums virtual lanes {@code [rows][taps]}
   */
  void correlate(
      float[] a, int rows, int[] off, int taps, int x, int d, int dStride, int lanes, int sums);

  /** Adds up the virtual lanes of {@code count} sums into {@code g}, and leaves them undefined. */
  void fold(float[] a, int sums, int count, float[] g, int at);

  /**
   * A single example's window: {@code y_(r, p) = b_r + Σ_k w_k · x_p[off_k]} for tiles {@code p} of
   * neighbouring pixels.
   *
   * @param xAt offset of each tile in the input, a multiple of {@link #CHAINS} of them
   * @param yAt the same in the first row of the output
   * @param lanes pixels of a tile: {@link #TILE} or 1
   */
  void tiles(
      float[] a,
      int rows,
      int[] ptr,
      int[] off,
      float[] w,
      int wBase,
      int bias,
      int[] xAt,
      int[] yAt,
      int yStride,
      int lanes,
      boolean relu);

  /**
   * A single example's rows, {@link #CHAINS} at a time, tap by tap; laid out as {@link Packed}
   * says.
   */
  void chains(float[] a, int[] ptr, int[] off, float[] w, float[] start, int[] into, boolean relu);

  /**
   * A single example's rows of which {@link #COLUMN} at a time share their taps; laid out as {@link
   * Packed} says.
   *
   * @param y offset of the first row's result; the last group is written whole
   */
  void columns(float[] a, int[] ptr, int[] off, float[] w, float[] start, int y, boolean relu);

  /** {@code d = y > 0 ? d : 0}. */
  void reluBack(float[] a, int y, int d, int n);

  /** {@code y += x}. */
  void add(float[] a, int x, int y, int n);

  /** {@code y = x · scale + shift}. */
  void affine(float[] a, int x, int y, int n, float scale, float shift);

  /** Lane sums of {@code (x − shiftX)(d − shiftD)}. */
  void products(float[] a, int x, float shiftX, int d, float shiftD, int n, int sums);

  /** {@code y = [y +] d · scale + (x − shift) · slope + level}. */
  void combine(
      float[] a,
      int d,
      float scale,
      int x,
      float shift,
      float slope,
      float level,
      int y,
      int n,
      boolean add);

  /** {@code y = max_t x[off_t]}. */
  void max(float[] a, int[] off, int taps, int x, int y, int lanes);

  /**
   * Moves {@code d} to {@code dx[dOff_t]} of the first tap that equals the maximum {@code y};
   * {@code d} is 0 afterwards.
   */
  void maxBack(float[] a, int[] off, int[] dOff, int taps, int x, int y, int d, int dx, int lanes);

  /**
   * {@code [rows][columns]} to {@code [columns][stride]}, what lies behind a row left as it is.
   *
   * @param xStride from one row of {@code x} to the next, at least {@code columns}
   */
  void transpose(
      float[] x, int from, int xStride, int rows, int columns, float[] a, int to, int stride);

  /** As many lanes as hold {@code n} values: the next multiple of {@value #WIDTH}. */
  static int padded(int n) {
    return (n + WIDTH - 1) / WIDTH * WIDTH;
  }

  /**
   * Adds the virtual lanes from {@code at} in a fixed tree. A zero is positive: a product too small
   * for a float may have left -0, and whether a border's zeros were added to it is the kernel's
   * choice.
   */
  static float fold(float[] a, int at) {
    float s0 = a[at] + a[at + 8];
    float s1 = a[at + 1] + a[at + 9];
    float s2 = a[at + 2] + a[at + 10];
    float s3 = a[at + 3] + a[at + 11];
    float s4 = a[at + 4] + a[at + 12];
    float s5 = a[at + 5] + a[at + 13];
    float s6 = a[at + 6] + a[at + 14];
    float s7 = a[at + 7] + a[at + 15];
    return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7)) + 0f;
  }

  /** The rest of that tree, where the upper lanes have been added to the lower ones. */
  static float foldHalf(float[] a, int at) {
    return ((a[at] + a[at + 4]) + (a[at + 2] + a[at + 6]))
        + ((a[at + 1] + a[at + 5]) + (a[at + 3] + a[at + 7]))
        + 0f;
  }
}
