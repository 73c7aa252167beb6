package io.espalier.criterion;

import io.espalier.input.Problem;
import io.espalier.mask.Mask;
import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Need;
import io.espalier.method.Option;
import io.espalier.method.Options;
import io.espalier.model.Network;
import io.espalier.statistic.BlockFisher;
import io.espalier.statistic.Blocks;
import io.espalier.statistic.Blocks.Block;
import io.espalier.statistic.Statistic;
import io.espalier.statistic.Sums;
import io.espalier.structure.Granularity;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Optimal brain surgery with the empirical Fisher information in blocks: {@code score = w_q² / (2
 * [F⁻¹]_qq)}; survivors then change by {@code δw = −Σ_q w_q F⁻¹e_q / [F⁻¹]_qq}, the sum over all
 * that is pruned at once, as if they did not interact. Per block {@code F = damp · I + 1/N Σ g gᵀ},
 * g the mean gradients of N small batches with their true labels, in inference mode.
 *
 * <p>Source: Singh, Alistarh, <i>WoodFisher: Efficient Second-Order Approximation for Neural
 * Network Compression</i>, NeurIPS 2020, arXiv:2004.14340. Deviations: sums of outer products are
 * kept and inverted once by Cholesky rather than updated by Woodbury's identity gradient by
 * gradient, which is the same matrix but adds up over shards; all gradients are taken at one point,
 * as there; of equal blocks, survivors alone count, which masked gradients amount to.
 *
 * @param block weights of a block, consecutive within a layer
 * @param gradients N, of all shards together
 * @param examples whose mean one gradient is
 * @param damp added to F's diagonal
 */
public record WoodFisherCriterion(int block, int gradients, int examples, double damp)
    implements WeightCriterion {
  static final Method METHOD =
      new Method(
          Kind.CRITERION,
          "woodfisher",
          "w² / (2 [F⁻¹]_qq), F the empirical Fisher information in blocks; updates survivors",
          "Singh, Alistarh: WoodFisher: Efficient Second-Order Approximation for Neural Network"
              + " Compression, NeurIPS 2020",
          List.of(Need.DATA, Need.GRADIENTS),
          "a trained network",
          List.of(
              new Option.Whole("block", 50L, 1, 4096, "weights of a block"),
              new Option.Whole("gradients", 1000L, 1, 1_000_000, "that F is made of"),
              new Option.Whole("examples", 1L, 1, 100_000, "whose mean one gradient is"),
              new Option.Number("damp", 1e-5, 1e-12, 1, "added to the diagonal of F")));

  private static final long serialVersionUID = 1;

  /** With options of {@link #METHOD}. */
  public WoodFisherCriterion(Options options) {
    this(
        options.whole("block"),
        options.whole("gradients"),
        options.whole("examples"),
        options.number("damp"));
  }

  @Override
  public String name() {
    return METHOD.name();
  }

  private BlockFisher fisher() {
    return new BlockFisher(block, gradients, examples);
  }

  @Override
  public List<Statistic> statistics(Network network) {
    return List.of(fisher());
  }

  @Override
  public double[] weights(Evidence evidence) {
    double[] scores = new double[evidence.network().size()];
    for (Block b : blocks(evidence)) {
      RealMatrix inverse = inverse(evidence, b);
      for (int q = 0; q < b.indices().length; q++) {
        double w = evidence.values()[b.indices()[q]];
        scores[b.indices()[q]] = w * w / (2 * inverse.getEntry(q, q));
      }
    }
    return scores;
  }

  @Override
  public float[] compensate(Evidence evidence, Mask after) {
    float[] values = evidence.values().clone();
    for (Block b : blocks(evidence)) {
      if (Arrays.stream(b.indices()).anyMatch(i -> !after.survives(i))) {
        update(evidence, after, b, values);
      }
    }
    return values;
  }

  private void update(Evidence evidence, Mask after, Block b, float[] values) {
    int n = b.indices().length;
    RealMatrix inverse = inverse(evidence, b);
    double[] moves = new double[n];
    for (int q = 0; q < n; q++) {
      if (!after.survives(b.indices()[q])) {
        double step = evidence.values()[b.indices()[q]] / inverse.getEntry(q, q);
        for (int i = 0; i < n; i++) {
          moves[i] -= step * inverse.getEntry(i, q);
        }
      }
    }
    for (int i = 0; i < n; i++) {
      int at = b.indices()[i];
      values[at] = after.survives(at) ? (float) (evidence.values()[at] + moves[i]) : 0;
    }
  }

  private List<Block> blocks(Evidence evidence) {
    return Blocks.of(evidence.network(), evidence.mask(), block).all().stream()
        .filter(b -> b.indices().length > 0)
        .toList();
  }

  /** {@code F⁻¹} of one block. */
  private RealMatrix inverse(Evidence evidence, Block b) {
    Sums sums = evidence.of(fisher());
    int n = b.indices().length;
    double[][] f = new double[n][n];
    for (int row = 0; row < n; row++) {
      for (int column = row; column < n; column++) {
        f[row][column] = sums.values()[b.at(row, column)] / sums.batches();
        f[column][row] = f[row][column];
      }
      f[row][row] += damp;
    }
    return Cholesky.of(f).getSolver().getInverse();
  }

  @Override
  public Optional<Problem> refuses(Network network, Granularity granularity) {
    return network.batchNorms().isEmpty() ? Optional.empty() : Curvature.refusal(name(), network);
  }
}
