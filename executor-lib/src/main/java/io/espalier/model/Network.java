package io.espalier.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A network's structure: operations in topological order, with their parameters laid out one after
 * the other in one {@code float[]} of {@link #size()} values. Immutable, and without any values.
 *
 * <p>Invariants: names are unique; inputs name {@link #INPUT} or an earlier operation; the last
 * operation gives {@link #classes()} class scores.
 */
public final class Network implements Serializable {
  private static final long serialVersionUID = 1;

  /** The name under which operations refer to the network's input. */
  public static final String INPUT = "input";

  /**
   * A parameter's place in the values.
   *
   * @param operation the operation that owns it
   * @param offset index of its first value; values are row-major
   * @param end index behind the last value
   */
  public record Slot(Parameter parameter, Operation operation, int offset, int end)
      implements Serializable {
    public int size() {
      return end - offset;
    }

    public boolean prunable() {
      return parameter.role() == Role.WEIGHT;
    }
  }

  /** The order of an image's axes that the network was made for. */
  public enum Layout {
    CHANNELS_FIRST,
    CHANNELS_LAST
  }

  /**
   * The DL4J configuration that a network was read from; it lowers to just this again, so that
   * nothing that Espalier does not model gets lost.
   *
   * @param graph whether it is a ComputationGraph's rather than a MultiLayerNetwork's
   * @param json the configuration as DL4J writes it
   * @param unsaid what it does that the operations do not say, such as noise within a layer: then
   *     DL4J alone can train it as it was meant; null if nothing
   */
  public record Origin(boolean graph, String json, String unsaid) implements Serializable {}

  private final String name;
  private final Shape input;
  private final Layout layout;
  private final List<Operation> operations;
  private final Origin origin;
  private final List<Slot> slots;
  private final int size;

  public Network(
      String name,
      Shape input,
      Layout layout,
      List<Operation> operations,
      Optional<Origin> origin) {
    this.name = name;
    this.input = input;
    this.layout = layout;
    this.operations = List.copyOf(operations);
    this.origin = origin.orElse(null);
    List<Slot> all = new ArrayList<>();
    Set<String> seen = new HashSet<>(Set.of(INPUT));
    int offset = 0;
    for (Operation o : operations) {
      if (!seen.containsAll(o.inputs()) || !seen.add(o.name())) {
        throw new IllegalArgumentException(
            "operation "
                + o.name()
                + " repeats a name or precedes one of its inputs "
                + o.inputs());
      }
      for (Parameter p : o.parameters()) {
        int end = Math.addExact(offset, p.shape().size());
        all.add(new Slot(p, o, offset, end));
        offset = end;
      }
    }
    this.slots = List.copyOf(all);
    this.size = offset;
  }

  public String name() {
    return name;
  }

  /** Shape of one example, always {@code [channels, height, width]} or {@code [features]}. */
  public Shape input() {
    return input;
  }

  public Layout layout() {
    return layout;
  }

  public List<Operation> operations() {
    return operations;
  }

  public Optional<Origin> origin() {
    return Optional.ofNullable(origin);
  }

  /** All parameters in order. */
  public List<Slot> slots() {
    return slots;
  }

  /** The parameters that pruning may touch, in order; a layer is named by its operation. */
  public List<Slot> prunable() {
    return slots.stream().filter(Slot::prunable).toList();
  }

  /** The batch normalisations, in order. */
  public List<Operation.BatchNorm> batchNorms() {
    return operations.stream()
        .filter(Operation.BatchNorm.class::isInstance)
        .map(Operation.BatchNorm.class::cast)
        .toList();
  }

  /**
   * A batch normalisation by its name.
   *
   * @throws java.util.NoSuchElementException if there is none of that name
   */
  public Operation.BatchNorm batchNorm(String operationName) {
    return batchNorms().stream()
        .filter(b -> b.name().equals(operationName))
        .findFirst()
        .orElseThrow();
  }

  /**
   * A parameter's place by its name.
   *
   * @throws java.util.NoSuchElementException if there is none of that name
   */
  public Slot slot(String parameterName) {
    return slots.stream()
        .filter(s -> s.parameter().name().equals(parameterName))
        .findFirst()
        .orElseThrow();
  }

  /** Number of all parameters' values. */
  public int size() {
    return size;
  }

  /** Whether the last operation gives class probabilities: a softmax over two classes or more. */
  public boolean classifies() {
    Operation last = operations.get(operations.size() - 1);
    return last instanceof Operation.Activation a
        && a.function() == Operation.Activation.Function.SOFTMAX
        && a.output().rank() == 1
        && a.output().size() > 1;
  }

  /** Number of classes that the last operation scores. */
  public int classes() {
    return operations.get(operations.size() - 1).output().size();
  }
}
