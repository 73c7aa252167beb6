package io.espalier.structure;

import io.espalier.method.Registry;
import io.espalier.method.Registry.Entry;
import java.util.List;

/** All granularities, by their names in the configuration. */
public final class Granularities {
  public static final Registry<Granularity> REGISTRY =
      new Registry<>(
          "prune.granularity",
          List.of(
              new Entry<>(WeightGranularity.METHOD, o -> new WeightGranularity()),
              new Entry<>(NmGranularity.METHOD, NmGranularity::new),
              new Entry<>(BlockGranularity.METHOD, BlockGranularity::new),
              new Entry<>(RowGranularity.METHOD, RowGranularity::new),
              new Entry<>(ColumnGranularity.METHOD, ColumnGranularity::new),
              new Entry<>(NeuronGranularity.METHOD, NeuronGranularity::new),
              new Entry<>(FilterGranularity.METHOD, FilterGranularity::new),
              new Entry<>(ChannelGranularity.METHOD, ChannelGranularity::new),
              new Entry<>(LayerGranularity.METHOD, LayerGranularity::new)));

  private Granularities() {}
}
