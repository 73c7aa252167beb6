package io.espalier.structure;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Options;
import io.espalier.model.Network;
import java.util.List;

/**
 * Coupled channels of dense layers and convolutions alike, with all that depends on them, as {@link
 * DependencyGraph} finds it (Fang, Ma, Song, Mi, Wang, <i>DepGraph: Towards Any Structural
 * Pruning</i>, CVPR 2023, arXiv:2301.12900). Its score comes from all of its weights: of the rows
 * that make it, of depthwise convolutions, and of the columns that read it; not from batch norms,
 * which most criteria give no score.
 */
public record ChannelGranularity(Aggregation aggregation, int roundTo, int minimum)
    implements Granularity {
  static final Method METHOD =
      new Method(
          Kind.GRANULARITY,
          "channel",
          "channels of any layer, coupled ones together, with all that depends on them",
          "Fang, Ma, Song, Mi, Wang, DepGraph: Towards Any Structural Pruning, CVPR 2023,"
              + " arXiv:2301.12900",
          List.of(),
          "",
          StructureOptions.channels(Aggregation.NORMALIZED));

  ChannelGranularity(Options options) {
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
    return ChannelUnits.of(network, c -> true, Indices::weights, "channels that may go");
  }
}
