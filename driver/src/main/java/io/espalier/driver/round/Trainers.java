package io.espalier.driver.round;

import io.espalier.input.Problem;
import io.espalier.model.Network;
import io.espalier.train.Dl4jTrainer;
import io.espalier.train.Trainer;
import io.espalier.train.TrainerKind;
import io.espalier.train.sparse.EngineMemory;
import io.espalier.train.sparse.SparseTrainer;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Chooses who does a run's arithmetic: here and nowhere else. */
public final class Trainers {
  private Trainers() {}

  /** The sparse engine's kernels in this JVM, as {@code vector 512} or {@code scalar}. */
  static String kernels() {
    return SparseTrainer.kernels();
  }

  /** A new trainer; {@link TrainerPool} keeps them for the next task. */
  static Trainer open(Network network, TrainerKind kind) {
    return switch (kind) {
      case SPARSE -> new SparseTrainer(network);
      case DL4J -> new Dl4jTrainer(network);
      case AUTO -> open(network, resolve(network, kind));
    };
  }

  /** What {@code auto} comes to for a network; the others are what they are. */
  public static TrainerKind resolve(Network network, TrainerKind asked) {
    if (asked != TrainerKind.AUTO) {
      return asked;
    }
    return SparseTrainer.refusal(network).isEmpty() ? TrainerKind.SPARSE : TrainerKind.DL4J;
  }

  /** Why a trainer that was asked for by name cannot compute a network; empty if it can. */
  public static Optional<Problem> refuse(Network network, TrainerKind asked) {
    if (asked != TrainerKind.SPARSE) {
      return Optional.empty();
    }
    return SparseTrainer.refusal(network)
        .map(why -> new Problem("trainer", "is sparse, which " + why, "auto or dl4j"));
  }

  /**
   * Why a trainer cannot take so large a batch of a network; empty if it can.
   *
   * @param key of the batch's size
   */
  public static Optional<Problem> refuseBatch(
      Network network, TrainerKind asked, String key, int batchSize) {
    if (resolve(network, asked) != TrainerKind.SPARSE) {
      return Optional.empty();
    }
    long floats = EngineMemory.trainingFloats(network, batchSize);
    if (floats <= EngineMemory.MOST_FLOATS) {
      return Optional.empty();
    }
    int most = EngineMemory.mostExamples(network, batchSize);
    return Optional.of(
        new Problem(
            key,
            String.format(
                Locale.ROOT,
                "is %d, for which %s's activations and gradients are %,d numbers, more than the"
                    + " %,d of an array",
                batchSize,
                network.name(),
                floats,
                EngineMemory.MOST_FLOATS),
            most == 0 ? "a smaller network, or trainer: dl4j" : "at most " + most));
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
