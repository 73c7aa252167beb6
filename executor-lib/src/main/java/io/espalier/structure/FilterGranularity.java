package io.espalier.structure;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Options;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import java.util.List;

/**
 * Filters of convolutions, with their biases and batch norm and the columns of what reads them (Li,
 * Kadav, Durdanovic, Samet, Graf, <i>Pruning Filters for Efficient ConvNets</i>, ICLR 2017,
 * arXiv:1608.08710); a filter that a residual addition ties to others is left out, {@code channel}
 * takes it. Its score comes from the weights of its own row.
 */
public record FilterGranularity(Aggregation aggregation, int roundTo, int minimum)
    implements Granularity {
  static final Method METHOD =
      new Method(
          Kind.GRANULARITY,
          "filter",
          "filters of convolutions with all that depends on them, unless a residual addition ties"
              + " them to others",
          "Li, Kadav, Durdanovic, Samet, Graf, Pruning Filters for Efficient ConvNets, ICLR 2017,"
              + " arXiv:1608.08710",
          List.of(),
          "",
          StructureOptions.channels(Aggregation.SUM));

  FilterGranularity(Options options) {
    this(
        Aggregation.named(options.choice(StructureOptions.AGGREGATE)),
        options.whole(StructureOptions.ROUND_TO),
        options.whole(StructureOptions.MINIMUM));
  }

  @Override
  public String name() {
    return METHOD.name();
  }

  @Override
  public boolean shrinks() {
    return true;
  }

  @Override
  public Units units(Network network) {
    return ChannelUnits.of(
        network,
        c -> c.madeBy(network, Operation.Convolution.class),
        Indices::produced,
        "filters that nothing ties to others");
  }
}
