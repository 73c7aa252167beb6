package io.espalier.statistic;

import io.espalier.exact.CrossEntropy;
import io.espalier.exact.Norms;
import io.espalier.mask.Mask;
import io.espalier.model.Network;

/** A batch's mean gradient with batch normalisation's running statistics, one value a survivor. */
interface InferenceGradient {
  double[] mean(Glance glance);

  /** The kernels' gradient, except where batch normalisation needs double precision's. */
  static InferenceGradient of(Network network, Mask mask) {
    if (network.batchNorms().isEmpty()) {
      return InferenceGradient::ofKernels;
    }
    ExactState state = new ExactState(network, mask);
    return glance -> {
      double[] mean = new double[state.size()];
      CrossEntropy loss = CrossEntropy.mean(glance.batch().labels());
      state.add(state.pass(glance, Norms.RUNNING).gradient(loss), mean);
      return mean;
    };
  }

  private static double[] ofKernels(Glance glance) {
    float[] sum = glance.gradient();
    double[] mean = new double[sum.length];
    for (int i = 0; i < sum.length; i++) {
      mean[i] = (double) sum[i] / glance.batch().size();
    }
    return mean;
  }
}
