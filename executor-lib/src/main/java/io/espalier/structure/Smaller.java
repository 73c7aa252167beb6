package io.espalier.structure;

import io.espalier.model.Network;
import io.espalier.model.Operation;
import java.util.List;

/** A network of some of another's operations, with what it was read from made as small. */
final class Smaller {
  private Smaller() {}

  static Network of(Network network, List<Operation> operations) {
    return new Network(
        network.name(), network.input(), network.layout(), operations, network.origin());
  }
}
