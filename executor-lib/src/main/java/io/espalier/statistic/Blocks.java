package io.espalier.statistic;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import java.util.ArrayList;
import java.util.List;

/**
 * Prunable weights in blocks of consecutive ones within a layer, restricted to the survivors; the
 * same places are a block however many of them are pruned. Each block has a symmetric matrix of
 * which the upper triangle is kept, row by row.
 */
public final class Blocks {
  /**
   * One block.
   *
   * @param indices of its survivors among the network's values, ascending
   * @param rank of the first among all survivors; the others follow
   * @param offset of its triangle
   */
  public record Block(int[] indices, int rank, int offset) {
    /** Where the entry of two members lies, {@code row <= column}. */
    public int at(int row, int column) {
      return offset + row * indices.length - row * (row - 1) / 2 + column - row;
    }
  }

  private final List<Block> all;
  private final int triangles;

  private Blocks(List<Block> all, int triangles) {
    this.all = List.copyOf(all);
    this.triangles = triangles;
  }

  /**
   * A network's.
   *
   * @param size weights of a block before any is pruned; a layer's last block may have fewer
   */
  public static Blocks of(Network network, Mask mask, int size) {
    List<Block> all = new ArrayList<>();
    int offset = 0;
    for (Slot slot : network.prunable()) {
      for (int from = slot.offset(); from < slot.end(); from += size) {
        int end = Math.min(from + size, slot.end());
        int[] indices = new int[mask.survivors(from, end)];
        int n = 0;
        for (int i = mask.next(from); i < end; i = mask.next(i + 1)) {
          indices[n++] = i;
        }
        all.add(new Block(indices, mask.survivors(0, from), offset));
        offset = Math.addExact(offset, n * (n + 1) / 2);
      }
    }
    return new Blocks(all, offset);
  }

  public List<Block> all() {
    return all;
  }

  /** Entries of all triangles. */
  public int triangles() {
    return triangles;
  }
}
