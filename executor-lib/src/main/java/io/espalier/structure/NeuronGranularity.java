package io.espalier.structure;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Options;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import java.util.List;

/**
 * Neurons of dense layers, with their biases and batch norm and the columns of what reads them; a
 * neuron that a residual addition ties to others is left out, {@code channel} takes it (Mozer,
 * Smolensky, <i>Skeletonization: A Technique for Trimming the Fat from a Network via Relevance
 * Assessment</i>, NeurIPS 1988, whose relevance is a criterion's matter here). Its score comes from
 * the weights of its own row.
 */
public record NeuronGranularity(Aggregation aggregation, int roundTo, int minimum)
    implements Granularity {
  static final Method METHOD =
      new Method(
          Kind.GRANULARITY,
          "neuron",
          "neurons of dense layers with all that depends on them, unless a residual addition ties"
              + " them to others",
          "Mozer, Smolensky, Skeletonization: A Technique for Trimming the Fat from a Network via"
              + " Relevance Assessment, NeurIPS 1988",
          List.of(),
          "",
          StructureOptions.channels(Aggregation.SUM));

  NeuronGranularity(Options options) {
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
        c -> c.madeBy(network, Operation.Dense.class),
        Indices::produced,
        "neurons that nothing ties to others");
  }
}
