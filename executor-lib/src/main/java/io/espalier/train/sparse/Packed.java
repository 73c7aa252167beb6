package io.espalier.train.sparse;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A dense layer's survivors as a single example wants them: in columns, where {@link
 * Kernels#COLUMN} neighbouring rows share their taps, else in chains of {@link Kernels#CHAINS} rows
 * of like length, the shorter ones filled up with taps that add nothing. Each row's taps stay in
 * order.
 *
 * @param pattern what was packed
 * @param survivors the weights that were packed
 * @param columns whether in columns
 * @param ptr first tap of each group of rows
 * @param off each tap's offset in the memory, one for a column, one for each row of a chain
 * @param w each tap's weights, one for every row of the group
 * @param start biases, one for every row of a group
 * @param into offset in the memory of every row's result
 */
record Packed(
    Pattern pattern,
    float[] survivors,
    boolean columns,
    int[] ptr,
    int[] off,
    float[] w,
    float[] start,
    int[] into) {

  /**
   * Packs.
   *
   * @param bias index of the first bias among the survivors; negative for none
   * @param x offset of the input
   * @param y offset of the output
   */
  static Packed of(Pattern p, float[] survivors, int bias, int x, int y) {
    int rows = p.ptr().length - 1;
    boolean columns = columns(p, rows);
    int width = columns ? Kernels.COLUMN : Kernels.CHAINS;
    int[] order = columns ? IntStream.range(0, rows).toArray() : byLength(p, rows);
    int groups = (rows + width - 1) / width;
    int[] ptr = new int[groups + 1];
    for (int g = 0; g < groups; g++) {
      int longest = order[g * width];
      ptr[g + 1] = ptr[g] + p.ptr()[longest + 1] - p.ptr()[longest];
    }
    int[] off = new int[ptr[groups] * (columns ? 1 : width)];
    // Times the zero below minus nothing, which changes no sum, not even one of -0.
    float[] w = new float[ptr[groups] * width];
    Arrays.fill(off, Arena.ZERO);
    Arrays.fill(w, -0f);
    float[] start = new float[groups * width];
    int[] into = new int[groups * width];
    for (int i = 0; i < start.length; i++) {
      // Behind the last row a chain repeats it; a column goes on into memory that is nobody's.
      boolean beyond = i >= rows;
      int row = order[Math.min(i, rows - 1)];
      into[i] = columns ? y + i : y + row;
      start[i] = bias < 0 || (columns && beyond) ? 0f : survivors[bias + row];
      int first = ptr[i / width];
      int taps = p.ptr()[row + 1] - p.ptr()[row];
      for (int t = 0; t < taps && !(columns && beyond); t++) {
        int k = p.ptr()[row] + t;
        int at = (first + t) * width + i % width;
        off[columns ? first + t : at] = x + p.off()[k];
        w[at] = survivors[p.base() + k];
      }
    }
    return new Packed(p, survivors, columns, ptr, off, w, start, into);
  }

  private static int[] byLength(Pattern p, int rows) {
    return IntStream.range(0, rows)
        .boxed()
        .sorted(Comparator.comparingInt(r -> p.ptr()[r] - p.ptr()[r + 1]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static boolean columns(Pattern p, int rows) {
    int[] ptr = p.ptr();
    for (int r = 0; r < rows; r++) {
      int first = r / Kernels.COLUMN * Kernels.COLUMN;
      if (!Arrays.equals(p.off(), ptr[r], ptr[r + 1], p.off(), ptr[first], ptr[first + 1])) {
        return false;
      }
    }
    return true;
  }
}
