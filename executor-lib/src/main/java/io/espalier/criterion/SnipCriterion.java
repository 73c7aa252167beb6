package io.espalier.criterion;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Need;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.statistic.GradientSum;
import io.espalier.statistic.Statistic;
import java.util.List;

/**
 * Connection sensitivity: {@code score = |w · g|}, g the loss's mean gradient over all examples of
 * all shards; the absolute value is taken last, of the whole product.
 *
 * <p>Source: Lee, Ajanthan, Torr, <i>SNIP: Single-shot Network Pruning based on Connection
 * Sensitivity</i>, ICLR 2019, arXiv:1810.02340. Deviations: scores are not divided by their sum,
 * which changes no ranking; all training examples are looked at rather than one batch; biases have
 * no score, since they are not pruned.
 */
public record SnipCriterion() implements WeightCriterion {
  static final Method METHOD =
      new Method(
          Kind.CRITERION,
          "snip",
          "|w · g|, g the mean gradient over all examples",
          "Lee, Ajanthan, Torr: SNIP: Single-shot Network Pruning based on Connection Sensitivity,"
              + " ICLR 2019",
          List.of(Need.DATA, Need.GRADIENTS),
          "",
          List.of());

  private static final long serialVersionUID = 1;

  @Override
  public String name() {
    return METHOD.name();
  }

  @Override
  public List<Statistic> statistics(Network network) {
    return List.of(new GradientSum());
  }

  @Override
  public double[] weights(Evidence evidence) {
    float[] w = evidence.values();
    GradientSum sum = new GradientSum();
    double[] g = evidence.spread(sum, evidence.of(sum).examples());
    double[] scores = new double[w.length];
    for (Slot slot : evidence.network().prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        scores[i] = Math.abs(w[i] * g[i]);
      }
    }
    return scores;
  }
}
