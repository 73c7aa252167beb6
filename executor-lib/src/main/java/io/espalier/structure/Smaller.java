package io.espalier.structure;

import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.dl4j.Resized;
import java.util.List;

/**
 * A network of some of another's operations, of other sizes, and what it was read from likewise.
 */
final class Smaller {
  private Smaller() {}

  static Network of(Network network, List<Operation> operations) {
    return new Network(
        network.name(),
        network.input(),
        network.layout(),
        operations,
        network.origin().map(o -> Resized.of(o, network, operations)));
  }
}
