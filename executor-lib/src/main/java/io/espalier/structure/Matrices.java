package io.espalier.structure;

import io.espalier.input.InputException;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.model.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Blocks of each weight as a matrix {@code [out, in·kH·kW]}. */
final class Matrices {
  private Matrices() {}

  /**
   * A stratum a layer, the blocks of each in row order; where the matrix ends within a block, the
   * block is smaller.
   *
   * @param rows of a block
   * @param columns of a block
   */
  static Units blocks(Network network, int rows, int columns) {
    return blocks(network, network.prunable(), rows, columns);
  }

  /** The same of some weights. */
  static Units blocks(Network network, List<Slot> slots, int rows, int columns) {
    List<Stratum> strata = new ArrayList<>();
    List<int[]> members = new ArrayList<>();
    for (Slot slot : slots) {
      int height = slot.parameter().shape().dim(0);
      int width = slot.size() / height;
      int first = members.size();
      for (int r = 0; r < height; r = next(r, rows, height)) {
        for (int c = 0; c < width; c = next(c, columns, width)) {
          members.add(
              block(slot.offset(), width, r, next(r, rows, height), c, next(c, columns, width)));
        }
      }
      strata.add(
          new Stratum(
              slot.operation().name(),
              first,
              members.size(),
              extents(slot.parameter().shape()),
              Stratum.kind(slot.operation())));
    }
    if (members.isEmpty()) {
      throw none(network, "weights");
    }
    int[][] all = members.toArray(int[][]::new);
    return new GroupUnits(strata, all, all);
  }

  /** As a block may be as long as an int can say. */
  private static int next(int at, int step, int end) {
    return (int) Math.min(end, (long) at + step);
  }

  private static int[] block(int offset, int width, int top, int bottom, int left, int right) {
    return IntStream.range(top, bottom)
        .flatMap(r -> IntStream.range(offset + r * width + left, offset + r * width + right))
        .toArray();
  }

  static long extents(Shape weight) {
    return weight.dims().stream().mapToLong(Integer::longValue).sum();
  }

  static InputException none(Network network, String what) {
    return new InputException(
        "prune.granularity",
        "finds no " + what + " in " + network.name(),
        "a network that has some");
  }
}
