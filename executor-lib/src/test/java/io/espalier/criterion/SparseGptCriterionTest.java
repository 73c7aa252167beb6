package io.espalier.criterion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.TestNetworks;
import io.espalier.scope.Bounds;
import io.espalier.scope.LayerScope;
import io.espalier.scope.PruneRequest;
import io.espalier.scope.PruneTarget;
import io.espalier.scope.Pruner;
import io.espalier.shard.Batch;
import io.espalier.statistic.InputGram;
import io.espalier.statistic.Sums;
import io.espalier.structure.WeightUnits;
import io.espalier.train.Initializer;
import io.espalier.train.MadeUpBatches;
import io.espalier.train.sparse.Sketch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SparseGptCriterionTest {
  private static final int COLUMNS = 5;
  private static final int ROWS = 3;
  private static final int EXAMPLES = 40;

  /** Small enough not to move the least squares' solution by more than the tolerances. */
  private static final double DAMP = 1e-9;

  private static final Network NETWORK = TestNetworks.dense(COLUMNS, ROWS);

  /** Correlated inputs, {@code [examples][columns]}. */
  private static final double[][] X = inputs();

  private static final float[] W = weights();

  private static double[][] inputs() {
    SplittableRandom random = new SplittableRandom(3);
    double[][] x = new double[EXAMPLES][COLUMNS];
    for (double[] row : x) {
      double common = 2 * random.nextDouble() - 1;
      Arrays.setAll(row, j -> common * (j + 1) + 2 * random.nextDouble() - 1);
    }
    return x;
  }

  private static float[] weights() {
    SplittableRandom random = new SplittableRandom(8);
    float[] w = new float[ROWS * COLUMNS];
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) (2 * random.nextDouble() - 1);
    }
    return w;
  }

  private static double[] gram(double[][] x) {
    double[] g = new double[COLUMNS * (COLUMNS + 1) / 2];
    int at = 0;
    for (int a = 0; a < COLUMNS; a++) {
      for (int b = a; b < COLUMNS; b++) {
        for (double[] row : x) {
          g[at] += row[a] * row[b];
        }
        at++;
      }
    }
    return g;
  }

  private static Evidence evidence(Mask mask, float[] w, double[][] x, double sparsity) {
    return new Evidence(
        NETWORK,
        mask,
        w,
        WeightUnits.of(NETWORK),
        Map.of(new InputGram("fc1", 0), new Sums(gram(x), EXAMPLES, 1)),
        sparsity,
        1);
  }

  private static Evidence evidence(double sparsity) {
    return evidence(Mask.full(W.length), W, X, sparsity);
  }

  private static SparseGptCriterion criterion(int block) {
    return new SparseGptCriterion(0, DAMP, block);
  }

  /** Of one row: what the columns from {@code j} on become so that X·w changes least, w_j = 0. */
  private static double[] leastSquares(double[] row, int j, int[] free) {
    double[][] a = new double[EXAMPLES][free.length];
    double[] b = new double[EXAMPLES];
    for (int e = 0; e < EXAMPLES; e++) {
      b[e] = row[j] * X[e][j];
      for (int k = 0; k < free.length; k++) {
        a[e][k] = X[e][free[k]];
        b[e] += row[free[k]] * X[e][free[k]];
      }
    }
    double[] result = row.clone();
    result[j] = 0;
    if (free.length > 0) {
      double[] solved =
          new QRDecomposition(new Array2DRowRealMatrix(a))
              .getSolver()
              .solve(new ArrayRealVector(b))
              .toArray();
      for (int k = 0; k < free.length; k++) {
        result[free[k]] = solved[k];
      }
    }
    return result;
  }

  private static double[] row(float[] w, int r) {
    return IntStream.range(0, COLUMNS).mapToDouble(c -> w[r * COLUMNS + c]).toArray();
  }

  @Test
  void survivorsToTheRightBecomeTheLeastSquaresSolution() {
    Mask after = Mask.full(W.length).without(1, COLUMNS, COLUMNS + 3);
    float[] updated = criterion(128).compensate(evidence(0.2), after);
    double[] first = leastSquares(row(W, 0), 1, new int[] {2, 3, 4});
    double[] second = leastSquares(row(W, 1), 0, new int[] {1, 2, 3, 4});
    second = leastSquares(second, 3, new int[] {4});
    for (int c = 0; c < COLUMNS; c++) {
      assertThat(updated[c]).isCloseTo((float) first[c], within(1e-5f));
      assertThat(updated[COLUMNS + c]).isCloseTo((float) second[c], within(1e-5f));
      assertThat(updated[2 * COLUMNS + c]).isEqualTo(W[2 * COLUMNS + c]);
    }
  }

  @Test
  void blocksDoNotChangeWhatAGivenMaskBecomes() {
    Mask after = Mask.full(W.length).without(0, 1, 3, 6, 7, 8, 9, 12);
    float[] whole = criterion(128).compensate(evidence(0.2), after);
    for (int block = 1; block < COLUMNS; block++) {
      float[] parts = criterion(block).compensate(evidence(0.2), after);
      for (int i = 0; i < W.length; i++) {
        assertThat(parts[i]).isCloseTo(whole[i], within(1e-6f));
      }
    }
  }

  @Test
  void theCostIsTheErrorThatTheColumnsToTheRightCannotMakeUpFor() {
    // Pitfall: the diagonal of H⁻¹ lets columns to the left make up for it too.
    double[] scores = criterion(128).weights(evidence(0));
    for (int r = 0; r < ROWS; r++) {
      for (int j = 0; j < COLUMNS; j++) {
        double[] row = row(W, r);
        double[] best = leastSquares(row, j, IntStream.range(j + 1, COLUMNS).toArray());
        double error = 0;
        for (double[] x : X) {
          double off = 0;
          for (int c = 0; c < COLUMNS; c++) {
            off += (best[c] - row[c]) * x[c];
          }
          error += off * off;
        }
        // H = 2/n XXᵀ makes w²/U² twice the mean squared error.
        assertThat(scores[r * COLUMNS + j])
            .isCloseTo(2 * error / EXAMPLES, within(1e-6 * (1 + error)));
      }
    }
    double diagonal = new LUDecomposition(hessian()).getSolver().getInverse().getEntry(4, 4);
    assertThat(scores[4]).isNotCloseTo(W[4] * W[4] / diagonal, within(1e-3));
  }

  private static RealMatrix hessian() {
    RealMatrix x = new Array2DRowRealMatrix(X);
    return x.transpose().multiply(x).scalarMultiply(2.0 / EXAMPLES);
  }

  private static Mask pruned(Evidence evidence, double[] scores, double sparsity) {
    return Pruner.prune(
            evidence.units(),
            scores,
            evidence.mask(),
            new PruneRequest(
                new PruneTarget.Sparsity(sparsity),
                new LayerScope(),
                List.of(),
                Map.of(),
                Bounds.NONE))
        .mask();
  }

  @Test
  void theMaskOfABlockIsChosenAfterTheBlocksBeforeItWereMadeUpFor() {
    // Blocks of one column: one of its three rows goes from each.
    Evidence evidence = evidence(1.0 / 3);
    double[] scores = criterion(1).weights(evidence);
    double[][] rows = {row(W, 0), row(W, 1), row(W, 2)};
    for (int j = 0; j < COLUMNS; j++) {
      int least = 0;
      for (int r = 1; r < ROWS; r++) {
        least = Math.abs(rows[r][j]) < Math.abs(rows[least][j]) ? r : least;
      }
      for (int r = 0; r < ROWS; r++) {
        assertThat(scores[r * COLUMNS + j] < 0).as("row %d column %d", r, j).isEqualTo(r == least);
      }
      rows[least] = leastSquares(rows[least], j, IntStream.range(j + 1, COLUMNS).toArray());
    }
    Mask after = pruned(evidence, scores, 1.0 / 3);
    float[] updated = criterion(1).compensate(evidence, after);
    for (int i = 0; i < W.length; i++) {
      assertThat(after.survives(i)).isEqualTo(scores[i] >= 0);
      assertThat(updated[i]).isCloseTo((float) rows[i / COLUMNS][i % COLUMNS], within(1e-5f));
    }
  }

  @Test
  void countsAreExactAndOneMoreIsNotPruned() {
    // Pitfall: everything up to the sorted value at ⌊nS⌋ is one too many.
    for (double sparsity : new double[] {0, 0.2, 0.5, 0.6, 14.0 / 15}) {
      for (int block : new int[] {1, 2, 128}) {
        double[] scores = criterion(block).weights(evidence(sparsity));
        assertThat(Arrays.stream(scores).filter(s -> s < 0).count())
            .isEqualTo(Math.round(sparsity * 15));
      }
    }
  }

  @Test
  void countsOfGroupsAddUpToTheLayers() {
    // Two groups of 3 rows by 5 columns: a half of 15 is 7.5, a half of 30 is not 16.
    Network network = new Sketch(10, 1, 1).conv(6, Sketch.same(1, 1, 1), 2, false).classes(2);
    double[] both = IntStream.range(0, 30).mapToDouble(i -> gram(X)[i % 15]).toArray();
    double[] scores =
        criterion(2)
            .weights(
                Evidences.of(
                    network,
                    Initializer.values(network, 1),
                    Map.of(new InputGram("o0", 0), new Sums(both, EXAMPLES, 1))));
    assertThat(Arrays.stream(scores).filter(s -> s < 0).count()).isEqualTo(15);
  }

  @Test
  void aLayerThatLosesNothingKeepsItsValues() {
    double[][] x = new double[EXAMPLES][COLUMNS];
    assertThat(
            criterion(128).compensate(evidence(Mask.full(W.length), W, x, 0), Mask.full(W.length)))
        .containsExactly(W);
  }

  @Test
  void whatIsGoneStaysGoneAndCounts() {
    float[] w = W.clone();
    w[2] = 0;
    w[7] = 0;
    Mask mask = Mask.full(W.length).without(2, 7);
    double[] scores = criterion(128).weights(evidence(mask, w, X, 0.4));
    assertThat(scores[2]).isNegative();
    assertThat(scores[7]).isNegative();
    assertThat(Arrays.stream(scores).filter(s -> s < 0).count()).isEqualTo(6);
    float[] updated = criterion(128).compensate(evidence(mask, w, X, 0.4), mask.without(0, 5));
    assertThat(new float[] {updated[2], updated[7], updated[0], updated[5]}).containsOnly(0);
  }

  @Test
  void inputsThatAreAlwaysZeroGoFirstAndDoNotBreakTheInverse() {
    double[][] x = new double[EXAMPLES][];
    for (int e = 0; e < EXAMPLES; e++) {
      x[e] = X[e].clone();
      x[e][3] = 0;
    }
    double[] scores = criterion(128).weights(evidence(Mask.full(W.length), W, x, 0.2));
    for (int r = 0; r < ROWS; r++) {
      assertThat(scores[r * COLUMNS + 3]).isEqualTo(-1);
    }
    float[] updated =
        criterion(128)
            .compensate(evidence(Mask.full(W.length), W, x, 0.2), Mask.full(W.length).without(3));
    assertThat(updated[0]).isEqualTo(W[0]);
    assertThat(updated[4]).isEqualTo(W[4]);
    assertThat(updated[COLUMNS + 3]).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 1e6})
  void theInputsScaleDoesNotMatter(double scale) {
    double[][] x = new double[EXAMPLES][COLUMNS];
    for (int e = 0; e < EXAMPLES; e++) {
      int row = e;
      Arrays.setAll(x[e], j -> scale * X[row][j]);
    }
    Mask full = Mask.full(W.length);
    double[] scores = criterion(2).weights(evidence(0.4));
    double[] scaled = criterion(2).weights(evidence(full, W, x, 0.4));
    for (int i = 0; i < W.length; i++) {
      assertThat(scaled[i] < 0).isEqualTo(scores[i] < 0);
    }
    Mask after = full.without(0, 1, 7);
    assertThat(criterion(2).compensate(evidence(full, W, x, 0.2), after))
        .containsExactly(criterion(2).compensate(evidence(0.2), after), within(1e-5f));
  }

  @Test
  void permutingRowsPermutesScores() {
    float[] turned = new float[W.length];
    for (int r = 0; r < ROWS; r++) {
      System.arraycopy(W, r * COLUMNS, turned, (r + 1) % ROWS * COLUMNS, COLUMNS);
    }
    double[] scores = criterion(2).weights(evidence(0.4));
    double[] after = criterion(2).weights(evidence(Mask.full(W.length), turned, X, 0.4));
    for (int i = 0; i < W.length; i++) {
      assertThat(after[(i + COLUMNS) % W.length]).isEqualTo(scores[i]);
    }
  }

  @Test
  void aConvolutionsPatchesAreGatheredAGroupAtATimeAndAddUpOverShards() {
    Network network =
        new Sketch(4, 4, 4)
            .conv(6, Sketch.window(2, 1, 1, 1), 2, true)
            .act(Function.RELU)
            .conv(3, Sketch.same(3, 2, 1), 1, false)
            .classes(3);
    float[] values = Initializer.values(network, 6);
    Mask full = Mask.full(network.size());
    List<Batch> batches = MadeUpBatches.of(network, 1, 8, 8, 5);
    SparseGptCriterion criterion = new SparseGptCriterion(0, 0.01, 4);
    Evidence together =
        new Observed(network, values, full, List.of(batches)).evidence(criterion, 0.5);
    Evidence apart =
        new Observed(network, values, full, List.of(batches.subList(0, 1), batches.subList(1, 3)))
            .evidence(criterion, 0.5);
    double[] scores = criterion.weights(together);
    double[] other = criterion.weights(apart);
    for (Slot layer : network.prunable()) {
      long gone = IntStream.range(layer.offset(), layer.end()).filter(i -> scores[i] < 0).count();
      assertThat(gone).isEqualTo(Math.round(layer.size() / 2.0));
      for (int i = layer.offset(); i < layer.end(); i++) {
        assertThat(other[i]).isCloseTo(scores[i], within(1e-9));
      }
    }
    Sums first = together.of(new InputGram("o0", 0));
    assertThat(first.examples()).isEqualTo(21);
    // The window's upper left tap meets each pixel once: of channel 0, in the second group of 2.
    int triangle = 8 * 9 / 2;
    assertThat(first.values()).hasSize(2 * triangle);
    for (int group = 0; group < 2; group++) {
      double square = 0;
      for (Batch batch : batches) {
        for (int e = 0; e < batch.size(); e++) {
          for (int p = 0; p < 16; p++) {
            double x = batch.features()[e * 64 + group * 32 + p];
            square += x * x;
          }
        }
      }
      assertThat(first.values()[group * triangle]).isCloseTo(square, within(1e-9));
    }
  }

  @Test
  void layersComeOneAfterTheOtherAndUnknownInputsAreLeftAlone() {
    // Pitfall: calibrating a layer with what the dense layers before it give.
    Network network = TestNetworks.dense(4, 3, 2);
    SparseGptCriterion criterion = new SparseGptCriterion(0, 0.01, 128);
    assertThat(criterion.layerByLayer()).isTrue();
    float[] values = Initializer.values(network, 1);
    double[] triangle = {2, 0, 1, 2, 0, 2};
    Evidence second =
        Evidences.of(network, values, Map.of(new InputGram("fc2", 0), new Sums(triangle, 4, 1)));
    double[] scores = criterion.weights(second);
    assertThat(Arrays.copyOf(scores, 12)).containsOnly(0);
    assertThat(Arrays.stream(scores).filter(s -> s < 0).count()).isEqualTo(3);
    float[] updated = criterion.compensate(second, Mask.full(18).without(0, 12));
    assertThat(Arrays.copyOf(updated, 12)).containsExactly(Arrays.copyOf(values, 12));
    assertThat(updated[12]).isZero();
    assertThat(updated[14]).isNotEqualTo(values[14]);
  }
}
