package io.espalier.scope;

import io.espalier.input.InputException;
import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.structure.Stratum;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A sparsity of its own for every layer; there is no target that layers would share. What was
 * forgotten is asked for, rather than left dense or guessed.
 */
public record TableScope() implements Scope {
  static final Method METHOD =
      new Method(
          Kind.SCOPE,
          "table",
          "an explicit sparsity for every layer, by prune.layers",
          "",
          List.of(),
          "prune.layers for all layers that prune.keep does not name; no prune.sparsity,"
              + " prune.threshold or prune.budget",
          List.of());

  @Override
  public String name() {
    return METHOD.name();
  }

  @Override
  public boolean shares() {
    return false;
  }

  /**
   * Refuses.
   *
   * @throws InputException naming the layers
   */
  @Override
  public int[] counts(List<Stratum> layers, double[] scores, BitSet gone, int total) {
    throw new InputException(
        "prune.layers",
        "has no sparsity for "
            + layers.stream().map(Stratum::name).collect(Collectors.joining(", ")),
        "one for every layer with scope table, or the layer in prune.keep");
  }
}
