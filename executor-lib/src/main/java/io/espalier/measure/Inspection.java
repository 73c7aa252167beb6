package io.espalier.measure;

import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Parameter;
import io.espalier.model.Role;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Looks at a network layer by layer. */
public final class Inspection {
  private Inspection() {}

  /** All operations in order. */
  public static List<LayerInfo> of(Network network) {
    return network.operations().stream().map(Inspection::layer).toList();
  }

  private static LayerInfo layer(Operation o) {
    boolean prunable = o.parameters().stream().anyMatch(p -> p.role() == Role.WEIGHT);
    return new LayerInfo(
        o.name(),
        o instanceof Operation.Opaque q ? q.kind() : o.getClass().getSimpleName(),
        o.parameters().stream()
            .map(p -> p.name().substring(o.name().length() + 1) + " " + p.shape())
            .collect(Collectors.joining(", ")),
        prunable,
        prunable ? "" : why(o),
        o.parameters().stream()
            .filter(p -> p.role().trained())
            .map(Parameter::shape)
            .mapToLong(s -> s.size())
            .sum(),
        Cost.flops(o));
  }

  private static String why(Operation o) {
    if (o instanceof Operation.Opaque q) {
      return q.reason();
    }
    if (o instanceof Operation.Dropout d) {
      return String.format(Locale.ROOT, "drops %.3g of its input in training", d.rate());
    }
    return o.parameters().isEmpty() ? "has no parameters" : "normalises, has no weights";
  }
}
