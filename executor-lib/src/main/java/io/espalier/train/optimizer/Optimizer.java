package io.espalier.train.optimizer;

import io.espalier.train.OptimizerSpec;

/** Moves parameters by their gradients. */
public final class Optimizer {
  private final OptimizerSpec spec;

  public Optimizer(OptimizerSpec spec) {
    this.spec = spec;
  }

  /**
   * One step over equally long arrays; {@code step} counts from 1, {@code rate} is the learning
   * rate.
   */
  public void step(
      float[] w, float[] g, float[][] moments, boolean[] decays, long step, double rate) {
    float lr = (float) rate;
    float l2 = (float) spec.l2();
    if (l2 != 0) {
      for (int i = 0; i < w.length; i++) {
        g[i] += decays[i] ? l2 * w[i] : 0;
      }
    }
    switch (spec.kind()) {
      case SGD -> momentum(w, g, moments[0], lr, false);
      case NESTEROV -> momentum(w, g, moments[0], lr, true);
      case ADAM, ADAMW -> adam(w, g, moments, decays, step, rate);
      case RMSPROP -> rmsprop(w, g, moments[0], lr);
    }
  }

  private void momentum(float[] w, float[] g, float[] v, float lr, boolean nesterov) {
    float mu = (float) spec.momentum();
    for (int i = 0; i < w.length; i++) {
      v[i] = mu * v[i] - lr * g[i];
      w[i] += nesterov ? mu * v[i] - lr * g[i] : v[i];
    }
  }

  private void adam(float[] w, float[] g, float[][] m, boolean[] decays, long step, double rate) {
    float b1 = (float) spec.beta1();
    float b2 = (float) spec.beta2();
    float lr =
        (float)
            (rate
                * Math.sqrt(1 - StrictMath.pow(spec.beta2(), step))
                / (1 - StrictMath.pow(spec.beta1(), step)));
    float eps = (float) spec.epsilon();
    float decay = spec.kind() == OptimizerSpec.Kind.ADAMW ? (float) (rate * spec.weightDecay()) : 0;
    for (int i = 0; i < w.length; i++) {
      m[0][i] = b1 * m[0][i] + (1 - b1) * g[i];
      m[1][i] = b2 * m[1][i] + (1 - b2) * g[i] * g[i];
      w[i] -= lr * m[0][i] / ((float) Math.sqrt(m[1][i]) + eps) + (decays[i] ? decay * w[i] : 0);
    }
  }

  private void rmsprop(float[] w, float[] g, float[] v, float lr) {
    float b = (float) spec.beta2();
    float eps = (float) spec.epsilon();
    for (int i = 0; i < w.length; i++) {
      v[i] = b * v[i] + (1 - b) * g[i] * g[i];
      w[i] -= lr * g[i] / ((float) Math.sqrt(v[i]) + eps);
    }
  }
}
