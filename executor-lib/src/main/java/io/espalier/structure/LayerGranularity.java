package io.espalier.structure;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Options;
import io.espalier.model.Network;
import io.espalier.model.Role;
import java.util.List;

/**
 * Whole layers that give the shape that they read, and whole residual branches; what follows reads
 * what they read (Chen, Zhao, <i>Shallowing Deep Networks: Layer-wise Pruning based on Feature
 * Representations</i>, TPAMI 2019, which cuts a network behind a layer; here any can go that leaves
 * shapes as they are). All of a network's are one stratum, {@value #STRATUM}, so that one at least
 * stays.
 *
 * <p>The network that {@link Compact} makes is what such a mask means. Without a residual branch it
 * computes what the masked network does; without a layer it does not, as a layer of zeros passes
 * nothing on and a bypass everything.
 */
public record LayerGranularity(Aggregation aggregation, int minimum) implements Granularity {
  /** The name of the one stratum. */
  public static final String STRATUM = "layers";

  static final Method METHOD =
      new Method(
          Kind.GRANULARITY,
          "layer",
          "whole layers of equal input and output shape, and residual branches",
          "Chen, Zhao, Shallowing Deep Networks: Layer-wise Pruning based on Feature"
              + " Representations, TPAMI 2019",
          List.of(),
          "networks with residual additions or layers that keep their input's shape",
          List.of(StructureOptions.aggregate(Aggregation.MEAN), StructureOptions.minimum()));

  LayerGranularity(Options options) {
    this(
        Aggregation.named(options.choice(StructureOptions.AGGREGATE)),
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
    List<Bypass> all = Bypasses.of(network);
    if (all.isEmpty()) {
      throw Matrices.none(network, "residual branch and no layer of equal input and output");
    }
    Indices indices = new Indices(network);
    int[][] members = all.stream().map(b -> indices.all(b.operations())).toArray(int[][]::new);
    int[][] scored = all.stream().map(b -> indices.weights(b.operations())).toArray(int[][]::new);
    long extents =
        all.stream()
            .flatMap(b -> b.operations().stream())
            .flatMap(o -> o.parameters().stream())
            .filter(p -> p.role() == Role.WEIGHT)
            .mapToLong(p -> Matrices.extents(p.shape()))
            .sum();
    return new GroupUnits(
        List.of(new Stratum(STRATUM, 0, members.length, extents)), members, scored);
  }
}
