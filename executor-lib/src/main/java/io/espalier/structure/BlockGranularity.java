package io.espalier.structure;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Option;
import io.espalier.method.Options;
import io.espalier.model.Network;
import java.util.List;

/**
 * Blocks of the weight as a matrix {@code [out, in·kH·kW]} (Gray, Radford, Kingma, <i>GPU Kernels
 * for Block-Sparse Weights</i>, OpenAI 2017); the last blocks of a row or column of blocks may be
 * smaller. Biases stay.
 *
 * @param rows of a block
 * @param columns of a block
 */
public record BlockGranularity(int rows, int columns, Aggregation aggregation, int minimum)
    implements Granularity {
  static final Method METHOD =
      new Method(
          Kind.GRANULARITY,
          "block",
          "blocks of rows x columns of a layer's weight as a matrix",
          "Gray, Radford, Kingma, GPU Kernels for Block-Sparse Weights, OpenAI 2017",
          List.of(),
          "",
          List.of(
              new Option.Whole("rows", 4L, 1, Integer.MAX_VALUE, "rows of a block"),
              new Option.Whole("columns", 4L, 1, Integer.MAX_VALUE, "columns of a block"),
              StructureOptions.aggregate(Aggregation.SUM),
              StructureOptions.minimum()));

  BlockGranularity(Options options) {
    this(
        options.whole("rows"),
        options.whole("columns"),
        Aggregation.named(options.choice(StructureOptions.AGGREGATE)),
        options.whole(StructureOptions.MINIMUM));
  }

  @Override
  public String name() {
    return METHOD.name();
  }

  @Override
  public Units units(Network network) {
    return Matrices.blocks(network, rows, columns);
  }
}
