package io.espalier.train.sparse;

/**
 * A linear layer of a single example, for inference alone. Every output is one chain of additions
 * in the order of the taps, as in a batch: the bits are {@link Linear}'s.
 */
final class SingleLinear implements Node {
  private final Kernels kernels;
  private final int index;
  private final int bias;
  private final WindowLayout layout;
  private final boolean relu;

  /** Where each tile of output pixels, and what its first tap reads, begins. */
  private final int[] xAt;

  private final int[] yAt;
  private final int lanes;
  private Packed packed;

  /**
   * A layer in its place.
   *
   * @param index among the program's linear nodes
   * @param bias index of the bias's slot; negative for none
   */
  SingleLinear(Kernels kernels, int index, int bias, WindowLayout layout, boolean relu) {
    this.kernels = kernels;
    this.index = index;
    this.bias = bias;
    this.layout = layout;
    this.relu = relu;
    int width = layout.runLanes();
    lanes = width < Kernels.TILE ? 1 : Kernels.TILE;
    int across = (width + lanes - 1) / lanes;
    int tiles = layout.runX().length * across;
    int rounded = (tiles + Kernels.CHAINS - 1) / Kernels.CHAINS * Kernels.CHAINS;
    xAt = new int[rounded];
    yAt = new int[rounded];
    for (int i = 0; i < rounded; i++) {
      // The last of a row overlaps the one before; what fills up the last group repeats the last.
      int tile = Math.min(i, tiles - 1);
      int run = tile / across;
      int from = Math.min(tile % across * lanes, width - lanes);
      xAt[i] = layout.xAt(run, 0) + from;
      yAt[i] = layout.out().origin() + layout.runY()[run] + from;
    }
  }

  @Override
  public void forward(Pass pass) {
    Pattern p = pass.compiled().patterns()[index];
    int biasAt = bias < 0 ? -1 : pass.compiled().bases()[bias];
    if (!layout.point() || layout.out().bordered()) {
      kernels.tiles(
          pass.a(),
          layout.rows(),
          p.ptr(),
          p.off(),
          pass.w(),
          p.base(),
          biasAt,
          xAt,
          yAt,
          layout.out().channel(),
          lanes,
          relu);
      return;
    }
    if (packed == null || packed.pattern() != p || packed.survivors() != pass.w()) {
      packed = Packed.of(p, pass.w(), biasAt, layout.xAt(0, 0), layout.out().origin());
    }
    Packed q = packed;
    if (q.columns()) {
      kernels.columns(pass.a(), q.ptr(), q.off(), q.w(), q.start(), layout.out().origin(), relu);
    } else {
      kernels.chains(pass.a(), q.ptr(), q.off(), q.w(), q.start(), q.into(), relu);
    }
  }

  @Override
  public void backward(Pass pass) {
    throw new UnsupportedOperationException("a single example's layer learns nothing");
  }
}
