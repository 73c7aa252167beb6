package io.espalier.criterion;

import io.espalier.exact.ExactNetwork;
import io.espalier.input.Problem;
import io.espalier.model.Network;
import java.util.Optional;

/** Which networks have second derivatives. */
final class Curvature {
  private Curvature() {}

  /** Why a criterion that needs the arithmetic of double precision cannot score a network. */
  static Optional<Problem> refusal(String criterion, Network network) {
    return ExactNetwork.refusal(network)
        .map(
            why ->
                new Problem(
                    "prune.criterion",
                    "is " + criterion + ", whose double precision " + why,
                    "a network of known operations, or a criterion without double precision"));
  }
}
