package io.espalier.criterion;

import io.espalier.exact.Patches;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The rows of a weight that see the same inputs: all of a layer's, or one group's of a grouped
 * convolution.
 *
 * @param offset of the first weight among the network's values
 * @param count of rows
 * @param columns weights of a row
 */
record Rows(int group, int offset, int count, int columns) {
  /** A layer's, a group after the other. */
  static List<Rows> of(Network network, Slot layer) {
    Patches patches = Patches.of(network, layer.operation().name());
    int count = layer.size() / patches.columns() / patches.groups();
    int size = count * patches.columns();
    return IntStream.range(0, patches.groups())
        .mapToObj(g -> new Rows(g, layer.offset() + g * size, count, patches.columns()))
        .toList();
  }

  private int at(int row, int column) {
    return offset + row * columns + column;
  }

  /** Their values, {@code [count][columns]}. */
  double[][] values(float[] all) {
    double[][] own = new double[count][columns];
    for (int r = 0; r < count; r++) {
      for (int c = 0; c < columns; c++) {
        own[r][c] = all[at(r, c)];
      }
    }
    return own;
  }

  /** What does not survive, {@code [count][columns]}. */
  boolean[][] gone(Mask mask) {
    boolean[][] gone = new boolean[count][columns];
    for (int r = 0; r < count; r++) {
      for (int c = 0; c < columns; c++) {
        gone[r][c] = !mask.survives(at(r, c));
      }
    }
    return gone;
  }

  void put(double[][] own, double[] all) {
    for (int r = 0; r < count; r++) {
      System.arraycopy(own[r], 0, all, at(r, 0), columns);
    }
  }

  void put(double[][] own, float[] all) {
    for (int r = 0; r < count; r++) {
      for (int c = 0; c < columns; c++) {
        all[at(r, c)] = (float) own[r][c];
      }
    }
  }
}
