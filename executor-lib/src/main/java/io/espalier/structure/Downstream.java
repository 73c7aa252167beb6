package io.espalier.structure;

import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Operation.Activation;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Operation.Add;
import io.espalier.model.Operation.BatchNorm;
import io.espalier.model.Operation.Dropout;
import io.espalier.model.Operation.Flatten;
import io.espalier.model.Operation.GlobalPool;
import io.espalier.model.Operation.Pool;
import io.espalier.model.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What becomes of a layer's output channels behind it. */
public final class Downstream {
  private final List<Operation> operations;
  private final Map<String, Shape> shapes = new HashMap<>();

  public Downstream(Network network) {
    this.operations = network.operations();
    shapes.put(Network.INPUT, network.input());
    operations.forEach(o -> shapes.put(o.name(), o.output()));
  }

  /** Shape of one example of an operation's result, or of the network's input. */
  public Shape shape(String name) {
    return shapes.get(name);
  }

  /** The batch normalisation that reads a layer, directly. */
  public Optional<BatchNorm> batchNorm(String layer) {
    return readers(layer)
        .filter(BatchNorm.class::isInstance)
        .map(BatchNorm.class::cast)
        .findFirst();
  }

  /**
   * The activation that a layer's channels pass first, each for itself: behind nothing but batch
   * norms, additions, pools and dropout. A softmax is none.
   */
  public Optional<Activation> activation(String layer) {
    List<Operation> next = readers(layer).toList();
    for (Operation o : next) {
      if (o instanceof Activation a && a.function() != Function.SOFTMAX) {
        return Optional.of(a);
      }
    }
    return next.stream()
        .filter(Downstream::keepsChannels)
        .flatMap(o -> activation(o.name()).stream())
        .findFirst();
  }

  /** Where a layer speaks to others: its {@link #activation}, else its batch norm, else itself. */
  public String voice(String layer) {
    return activation(layer)
        .map(Activation::name)
        .or(() -> batchNorm(layer).map(BatchNorm::name))
        .orElse(layer);
  }

  /**
   * An operation whose first input is a result, or the flattened result; the network's last
   * operation does not count.
   */
  public Optional<String> reader(String name) {
    String last = operations.get(operations.size() - 1).name();
    return readers(name)
        .filter(o -> o.inputs().get(0).equals(name) && !o.name().equals(last))
        .flatMap(
            o -> o instanceof Flatten ? reader(o.name()).stream() : Optional.of(o.name()).stream())
        .findFirst();
  }

  private Stream<Operation> readers(String name) {
    return operations.stream().filter(o -> o.inputs().contains(name));
  }

  private static boolean keepsChannels(Operation o) {
    return o instanceof BatchNorm
        || o instanceof Add
        || o instanceof Pool
        || o instanceof GlobalPool
        || o instanceof Dropout;
  }
}
