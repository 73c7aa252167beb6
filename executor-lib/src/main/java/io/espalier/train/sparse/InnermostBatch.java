package io.espalier.train.sparse;

import java.util.List;

/**
 * A batch in the memory that a {@link SparseModel}'s first layer reads, the examples innermost: as
 * a runtime's own tensor, it is filled once and run as often as wanted. One thread at a time.
 */
public final class InnermostBatch {
  private final SparseModel model;
  private final List<SparseModel.Machine> machines;
  private final int examples;

  /**
   * @param machines one for each slice
   */
  InnermostBatch(SparseModel model, List<SparseModel.Machine> machines, int examples) {
    this.model = model;
    this.machines = List.copyOf(machines);
    this.examples = examples;
  }

  SparseModel model() {
    return model;
  }

  List<SparseModel.Machine> machines() {
    return machines;
  }

  public int examples() {
    return examples;
  }

  /** Lays one feature of one example, both from 0; images are {@code [channels, height, width]}. */
  public void set(int feature, int example, float value) {
    if (example < 0 || example >= examples) {
      throw new IllegalArgumentException("example " + example + " of " + examples);
    }
    int slice = example / SparseModel.SLICE;
    machines.get(slice).program().set(feature, example % SparseModel.SLICE, value);
  }

  /**
   * Lays all examples.
   *
   * @param features {@code [features, examples rounded up to a multiple of 16]}, as {@link
   *     io.espalier.shard.Batch#innermost} gives them
   */
  public void fill(float[] features) {
    int stride = Kernels.padded(examples);
    SparseModel.sized(features, "features", (long) stride * model.network().input().size());
    int first = 0;
    for (SparseModel.Machine machine : machines) {
      int count = Math.min(SparseModel.SLICE, examples - first);
      machine.program().loadInnermost(features, stride, first, count);
      first += count;
    }
  }
}
