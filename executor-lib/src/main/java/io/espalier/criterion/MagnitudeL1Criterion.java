package io.espalier.criterion;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.model.Network.Slot;
import java.util.List;

/**
 * Absolute magnitude: {@code score = |w|}; summed over a filter, its L1 norm, by which Li, Kadav,
 * Durdanovic, Samet, Graf, <i>Pruning Filters for Efficient ConvNets</i>, ICLR 2017,
 * arXiv:1608.08710, rank the filters of a layer; the root of the sum of squares is its L2 norm.
 *
 * <p>Source: Han, Pool, Tran, Dally, <i>Learning both Weights and Connections for Efficient Neural
 * Networks</i>, NeurIPS 2015, arXiv:1506.02626. There each layer has a threshold of its own; here
 * the scope decides.
 */
public record MagnitudeL1Criterion() implements WeightCriterion {
  static final Method METHOD =
      new Method(
          Kind.CRITERION,
          "magnitude-l1",
          "|w|; summed over a structure, its L1 norm",
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
        scores[i] = Math.abs((double) evidence.values()[i]);
      }
    }
    return scores;
  }
}
