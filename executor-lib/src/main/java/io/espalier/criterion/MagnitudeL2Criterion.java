package io.espalier.criterion;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.model.Network.Slot;
import java.util.List;

/**
 * Squared magnitude: {@code score = w²}, in double so that the square of no float overflows or
 * vanishes. Single weights rank as by {@link MagnitudeL1Criterion}; an absolute threshold and sums
 * over groups differ. Summed over a structure it is the square of its L2 norm, which ranks as the
 * norm does; aggregated {@code normalized}, DepGraph's group norm (see {@link
 * io.espalier.structure.Aggregation#NORMALIZED}).
 *
 * <p>Source: Han, Pool, Tran, Dally, <i>Learning both Weights and Connections for Efficient Neural
 * Networks</i>, NeurIPS 2015, arXiv:1506.02626.
 */
public record MagnitudeL2Criterion() implements WeightCriterion {
  static final Method METHOD =
      new Method(
          Kind.CRITERION,
          "magnitude-l2",
          "w²; summed over a structure, the square of its L2 norm",
          "Han, Pool, Tran, Dally: Learning both Weights and Connections for Efficient Neural"
              + " Networks, NeurIPS 2015; of filters: Li, Kadav, Durdanovic, Samet, Graf: Pruning"
              + " Filters for Efficient ConvNets, ICLR 2017",
          List.of(),
          "",
          List.of());

  private static final long serialVersionUID = 1;

  @Override
  public String name() {
    return METHOD.name();
  }

  @Override
  public double[] weights(Evidence evidence) {
    double[] scores = new double[evidence.network().size()];
    for (Slot slot : evidence.network().prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        double w = evidence.values()[i];
        scores[i] = w * w;
      }
    }
    return scores;
  }
}
