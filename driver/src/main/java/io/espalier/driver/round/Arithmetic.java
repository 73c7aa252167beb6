package io.espalier.driver.round;

import io.espalier.measure.Digest;
import io.espalier.model.Network;
import io.espalier.train.TrainerKind;
import java.io.Serializable;

/**
 * The network of a run and who computes it: what every task needs, and travels once.
 *
 * @param kind not {@link TrainerKind#AUTO}
 * @param digest of the network's structure: equal ones may share trainers
 */
public record Arithmetic(Network network, TrainerKind kind, String digest) implements Serializable {
  private static final long serialVersionUID = 1;

  static Arithmetic of(Network network, TrainerKind asked) {
    String structure =
        String.join(
            "\n",
            network.name(),
            network.input().toString(),
            network.layout().name(),
            network.operations().toString(),
            network.origin().map(o -> o.graph() + o.json()).orElse(""));
    return new Arithmetic(network, Trainers.resolve(network, asked), Digest.of(structure));
  }
}
