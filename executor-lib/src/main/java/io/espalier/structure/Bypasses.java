package io.espalier.structure;

import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Operation.Activation;
import io.espalier.model.Operation.Add;
import io.espalier.model.Operation.BatchNorm;
import io.espalier.model.Operation.Convolution;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Operation.Flatten;
import io.espalier.model.Operation.Opaque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what a network can do without as a whole.
 *
 * <ul>
 *   <li>A residual branch: all between a fork and an addition that the fork itself is an input of.
 *       Nothing else reads any of it, and it gives zeros once all of its values are 0, so the
 *       network without it computes what the masked one does. Of branches within branches the
 *       innermost count.
 *   <li>A layer that gives the shape that it reads: a dense layer or convolution with the batch
 *       norm and the activations that alone follow it. Bypassed, its input passes unchanged, where
 *       the masked network would pass a constant. Not within a branch as above, not what reads the
 *       network's input or gives its output, and not a dense layer that flattens an image.
 * </ul>
 */
final class Bypasses {
  private final Network network;
  private final Map<String, Operation> named = new HashMap<>();
  private final Map<String, List<Operation>> readers = new HashMap<>();

  private Bypasses(Network network) {
    this.network = network;
    for (Operation o : network.operations()) {
      named.put(o.name(), o);
      o.inputs().forEach(in -> readers.computeIfAbsent(in, i -> new ArrayList<>()).add(o));
    }
  }

  /** All of a network's, in Network order; none overlaps another. */
  static List<Bypass> of(Network network) {
    Bypasses finder = new Bypasses(network);
    List<Bypass> branches = finder.branches();
    Set<Operation> taken = new HashSet<>();
    branches.forEach(b -> taken.addAll(b.operations()));
    List<Bypass> all = new ArrayList<>(branches);
    for (Operation o : network.operations()) {
      if (!taken.contains(o)) {
        finder.layer(o).ifPresent(all::add);
      }
    }
    all.sort(Comparator.comparing(b -> network.operations().indexOf(b.operations().get(0))));
    return List.copyOf(all);
  }

  private List<Bypass> branches() {
    List<Bypass> all = new ArrayList<>();
    for (Operation o : network.operations()) {
      if (o instanceof Add add && readers.containsKey(o.name())) {
        for (String to : add.inputs()) {
          add.inputs().stream()
              .filter(fork -> !fork.equals(to))
              .distinct()
              .flatMap(fork -> branch(add, to, fork).stream())
              .findFirst()
              .ifPresent(all::add);
        }
      }
    }
    return all.stream().filter(b -> all.stream().noneMatch(c -> c.within(b))).toList();
  }

  private Optional<Bypass> branch(Add add, String to, String fork) {
    Set<String> within = new HashSet<>();
    if (!reaches(to, fork, within) || !zero(to, fork)) {
      return Optional.empty();
    }
    List<Operation> operations =
        network.operations().stream().filter(o -> within.contains(o.name())).toList();
    for (Operation o : operations) {
      List<Operation> outside =
          readers.get(o.name()).stream().filter(r -> !within.contains(r.name())).toList();
      if (!outside.equals(o.name().equals(to) ? List.of(add) : List.of())) {
        return Optional.empty();
      }
    }
    return operations.stream()
        .filter(Bypasses::weighted)
        .findFirst()
        .map(o -> new Bypass(o.name(), operations, fork, to, Optional.of(add.name())));
  }

  /** Whether every way back from an operation ends at the fork; collects what lies between. */
  private boolean reaches(String name, String fork, Set<String> within) {
    if (name.equals(fork) || within.contains(name)) {
      return true;
    }
    Operation o = named.get(name);
    if (o == null || o instanceof Opaque) {
      return false;
    }
    within.add(name);
    return o.inputs().stream().allMatch(in -> reaches(in, fork, within));
  }

  /** Whether an operation gives zeros where all values between the fork and it are 0. */
  private boolean zero(String name, String fork) {
    if (name.equals(fork)) {
      return false;
    }
    Operation o = named.get(name);
    if (weighted(o) || o instanceof BatchNorm) {
      return true;
    }
    return (!(o instanceof Activation a) || keepsZero(a.function()))
        && o.inputs().stream().allMatch(in -> zero(in, fork));
  }

  private Optional<Bypass> layer(Operation layer) {
    String from = layer.inputs().get(0);
    if (!weighted(layer)
        || from.equals(Network.INPUT)
        || named.get(from) instanceof Flatten
        || !named.get(from).output().equals(layer.output())) {
      return Optional.empty();
    }
    List<Operation> operations = new ArrayList<>(List.of(layer));
    Operation last = layer;
    for (Operation next = only(last); next != null; next = only(last)) {
      if (!(next instanceof BatchNorm)
          && !(next instanceof Activation a && a.function() != Activation.Function.SOFTMAX)) {
        break;
      }
      operations.add(next);
      last = next;
    }
    List<Operation> after = readers.getOrDefault(last.name(), List.of());
    boolean bound =
        after.isEmpty()
            || after.stream().anyMatch(o -> o instanceof Opaque || o instanceof Activation);
    return bound
        ? Optional.empty()
        : Optional.of(new Bypass(layer.name(), operations, from, last.name(), Optional.empty()));
  }

  /** What alone reads an operation, else null. */
  private Operation only(Operation o) {
    List<Operation> next = readers.getOrDefault(o.name(), List.of());
    return next.size() == 1 ? next.get(0) : null;
  }

  private static boolean weighted(Operation o) {
    return o instanceof Dense || o instanceof Convolution;
  }

  private static boolean keepsZero(Activation.Function f) {
    return switch (f) {
      case RELU, LEAKY_RELU, ELU, TANH, SWISH -> true;
      case SIGMOID, SOFTPLUS, SOFTMAX -> false;
    };
  }
}
