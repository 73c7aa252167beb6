package io.espalier.structure;

import io.espalier.model.Operation;
import java.util.List;
import java.util.Optional;

/**
 * Operations that a network can do without as a whole, since what follows them can read what they
 * read.
 *
 * @param name of the first layer with weights
 * @param operations in Network order
 * @param from what they read
 * @param to the last of them, which alone is read from outside
 * @param add the addition that loses this input; empty for a layer, whose readers read {@code from}
 */
record Bypass(
    String name, List<Operation> operations, String from, String to, Optional<String> add) {
  Bypass {
    operations = List.copyOf(operations);
  }

  boolean within(Bypass other) {
    return operations.size() < other.operations.size() && other.operations.containsAll(operations);
  }
}
