package io.espalier.criterion;

import io.espalier.statistic.InputGram;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * The columns of one weight matrix, removed from left to right; what a column's pruned weights
 * would have given, the columns to the right make up for.
 *
 * <p>{@code H = 2/n Σ x xᵀ}; inputs that are always 0 get {@code H_jj = 1} and weights of 0; then a
 * share of the mean diagonal is added to it. {@code H⁻¹ = UᵀU} with U upper triangular: row j of U
 * belongs to the inverse of H restricted to the columns from j on, which is why {@code U_jj²}, and
 * not the diagonal of {@code H⁻¹}, is what the removal of column j's weights costs.
 *
 * <p>Source: Frantar, Alistarh, <i>SparseGPT: Massive Language Models Can Be Accurately Pruned in
 * One-Shot</i>, ICML 2023, arXiv:2301.00774, algorithm 1.
 */
final class LayerwiseObs {
  /** Which weights of a block of columns go. */
  interface Choice {
    /**
     * Called for each block once, from left to right.
     *
     * @param costs {@code [rows][to − from]}, {@code w² / U_jj²}
     * @param pruned {@code [rows][columns]}, to be set within the block
     */
    void choose(double[][] costs, int from, int to, boolean[][] pruned);
  }

  private final double[][] u;
  private final boolean[] dead;
  private final int blockSize;

  /**
   * For one matrix of inputs.
   *
   * @param gram the upper triangle of {@code Σ x xᵀ}, row by row, from {@code offset} on
   * @param n of how many x
   * @param damp share of the mean diagonal that is added to it
   * @param blockSize columns of a block
   * @see InputGram
   */
  LayerwiseObs(double[] gram, int offset, int columns, double n, double damp, int blockSize) {
    this.blockSize = blockSize;
    this.dead = new boolean[columns];
    double[][] h = new double[columns][columns];
    int at = offset;
    double diagonal = 0;
    for (int a = 0; a < columns; a++) {
      for (int b = a; b < columns; b++) {
        h[a][b] = 2 / n * gram[at++];
        h[b][a] = h[a][b];
      }
      dead[a] = h[a][a] == 0;
      h[a][a] = dead[a] ? 1 : h[a][a];
      diagonal += h[a][a] / columns;
    }
    for (int a = 0; a < columns; a++) {
      h[a][a] += damp * diagonal;
    }
    double[][] inverse = symmetric(Cholesky.of(h).getSolver().getInverse());
    this.u = Cholesky.of(inverse).getLT().getData();
  }

  /** The inverse's halves differ by rounding. */
  private static double[][] symmetric(RealMatrix m) {
    double[][] all = m.getData();
    for (int a = 0; a < all.length; a++) {
      for (int b = 0; b < a; b++) {
        all[a][b] = all[b][a];
      }
    }
    return all;
  }

  /**
   * Prunes.
   *
   * @param w {@code [rows][columns]}; becomes what survives, made up for the rest
   * @return {@code [rows][columns]}, what was pruned
   */
  boolean[][] prune(double[][] w, Choice choice) {
    int columns = u.length;
    boolean[][] pruned = new boolean[w.length][columns];
    for (double[] row : w) {
      for (int j = 0; j < columns; j++) {
        row[j] = dead[j] ? 0 : row[j];
      }
    }
    for (int from = 0; from < columns; from += blockSize) {
      int to = Math.min(from + blockSize, columns);
      choice.choose(costs(w, from, to), from, to, pruned);
      for (int r = 0; r < w.length; r++) {
        remove(w[r], pruned[r], from, to);
      }
    }
    return pruned;
  }

  private double[][] costs(double[][] w, int from, int to) {
    double[][] costs = new double[w.length][to - from];
    for (int r = 0; r < w.length; r++) {
      for (int j = from; j < to; j++) {
        costs[r][j - from] = w[r][j] * w[r][j] / (u[j][j] * u[j][j]);
      }
    }
    return costs;
  }

  private void remove(double[] row, boolean[] pruned, int from, int to) {
    for (int j = from; j < to; j++) {
      if (pruned[j]) {
        double error = row[j] / u[j][j];
        for (int k = j + 1; k < row.length; k++) {
          row[k] -= error * u[j][k];
        }
        row[j] = 0;
      }
    }
  }

  /**
   * The cheapest share of each block, over all its rows; what is gone already counts and comes
   * first. Shares are rounded from the layer's first weight on, so that the total is exact.
   *
   * @param before the layer's weights in groups before this one
   * @param scores {@code [rows][columns]}, becomes the costs of what stays, and of the others
   *     {@code −1 / (1 + cost)}
   */
  static Choice cheapest(double share, int before, boolean[][] gone, double[][] scores) {
    return (costs, from, to, pruned) -> {
      int rows = costs.length;
      int width = to - from;
      long earlier = Math.round(share * (before + rows * from));
      int count = (int) (Math.round(share * (before + rows * to)) - earlier);
      int[] order =
          IntStream.range(0, rows * width)
              .boxed()
              .sorted(
                  Comparator.comparingDouble(
                          (Integer i) ->
                              gone[i / width][from + i % width] ? -1 : costs[i / width][i % width])
                      .thenComparing(i -> i))
              .mapToInt(Integer::intValue)
              .toArray();
      for (int i = 0; i < order.length; i++) {
        int r = order[i] / width;
        int j = order[i] % width;
        boolean out = i < count || gone[r][from + j];
        pruned[r][from + j] = out;
        scores[r][from + j] = out ? -1 / (1 + costs[r][j]) : costs[r][j];
      }
    };
  }

  /** What somebody else has chosen. */
  static Choice given(boolean[][] chosen) {
    return (costs, from, to, pruned) -> {
      for (int r = 0; r < pruned.length; r++) {
        System.arraycopy(chosen[r], from, pruned[r], from, to - from);
      }
    };
  }
}
