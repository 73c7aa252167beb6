package io.espalier.driver.round;

import io.espalier.input.Problem;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.train.Dl4jTrainer;
import io.espalier.train.Trainer;
import io.espalier.train.TrainerKind;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;

/** Chooses who does a run's arithmetic: here and nowhere else. */
public final class Trainers {
  private Trainers() {}

  /** Whether the sparse engine knows every operation of a network. */
  private static boolean sparseSupports(Network network) {
    return false;
  }

  private static Trainer sparse(Network network) {
    throw new IllegalStateException("no sparse engine for " + network.name());
  }

  /** The sparse engine's kernels in this JVM, as {@code vector 512} or {@code scalar}. */
  static String kernels() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() ? "vector" : "scalar";
  }

  /** A new trainer; {@link TrainerPool} keeps them for the next task. */
  static Trainer open(Network network, TrainerKind kind) {
    return switch (kind) {
      case SPARSE -> sparse(network);
      case DL4J -> new Dl4jTrainer(network);
      case AUTO -> open(network, resolve(network, kind));
    };
  }

  /** What {@code auto} comes to for a network; the others are what they are. */
  static TrainerKind resolve(Network network, TrainerKind asked) {
    if (asked != TrainerKind.AUTO) {
      return asked;
    }
    return sparseSupports(network) ? TrainerKind.SPARSE : TrainerKind.DL4J;
  }

  /** Why a trainer that was asked for by name cannot compute a network; empty if it can. */
  public static Optional<Problem> refuse(Network network, TrainerKind asked) {
    if (asked != TrainerKind.SPARSE || sparseSupports(network)) {
      return Optional.empty();
    }
    String layers =
        network.operations().stream()
            .filter(Operation.Opaque.class::isInstance)
            .map(Operation.Opaque.class::cast)
            .map(o -> o.name() + " (" + o.kind() + ")")
            .collect(Collectors.joining(", "));
    return Optional.of(
        new Problem(
            "trainer",
            "is sparse, which does not know "
                + (layers.isEmpty() ? "all layers of " + network.name() : layers),
            "auto or dl4j"));
  }

  /**
   * For the terminal, the log and the provenance.
   *
   * @param kernels of the executors' JVMs
   */
  static String describe(TrainerKind kind, Collection<String> kernels) {
    return kind == TrainerKind.SPARSE
        ? kind.key() + " (" + String.join(", ", kernels) + ")"
        : kind.key();
  }
}
