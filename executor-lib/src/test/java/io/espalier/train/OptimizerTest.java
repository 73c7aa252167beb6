package io.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.train.OptimizerSpec.Kind;
import io.espalier.train.optimizer.Optimizer;
import org.junit.jupiter.api.Test;

/** Two steps of each rule from w = 1 with gradients 0.5, then −1, worked out by hand. */
class OptimizerTest {
  private static float[] twoSteps(Kind kind) {
    OptimizerSpec spec = new OptimizerSpec(kind, 0.1, 0.9, 0.9, 0.999, 1e-8, 0, 0);
    Optimizer optimizer = Optimizer.of(spec);
    float[] w = {1};
    float[][] moments = new float[kind.moments()][1];
    optimizer.step(w, new float[] {0.5f}, moments, 1, 0.1);
    float first = w[0];
    optimizer.step(w, new float[] {-1}, moments, 2, 0.1);
    return new float[] {first, w[0]};
  }

  @Test
  void momentumAddsTheVelocity() {
    // v = -0.05, w = 0.95; v = -0.045 + 0.1 = 0.055, w = 1.005
    assertThat(twoSteps(Kind.SGD)).containsExactly(new float[] {0.95f, 1.005f}, within(1e-6f));
  }

  @Test
  void nesterovLooksAhead() {
    // v = -0.05, w = 1 - 0.045 - 0.05 = 0.905; v = 0.055, w = 0.905 + 0.0495 + 0.1 = 1.0545
    assertThat(twoSteps(Kind.NESTEROV))
        .containsExactly(new float[] {0.905f, 1.0545f}, within(1e-6f));
  }

  @Test
  void adamsFirstStepIsTheLearningRate() {
    // Bias correction makes m̂ = g and v̂ = g²: w = 1 - 0.1. Then m = 0.045 - 0.1 = -0.055,
    // m̂ = -0.055 / 0.19 = -0.2894737; v = 0.00024975 + 0.001 = 0.00124975, v̂ = / 0.001999
    // = 0.6251876, root 0.7906881; w = 0.9 + 0.1 · 0.2894737 / 0.7906881 = 0.9366103
    assertThat(twoSteps(Kind.ADAM)).containsExactly(new float[] {0.9f, 0.9366103f}, within(1e-5f));
    assertThat(twoSteps(Kind.ADAMW)).containsExactly(twoSteps(Kind.ADAM));
  }

  @Test
  void rmsPropDividesByTheRootOfTheMeanSquare() {
    // v = 0.001 · 0.25 = 0.00025, w = 1 - 0.05 / 0.0158114 = -2.1622777;
    // v = 0.00024975 + 0.001 = 0.00124975, w = -2.1622777 + 0.1 / 0.0353518 = 0.6664269
    assertThat(twoSteps(Kind.RMSPROP))
        .containsExactly(new float[] {-2.1622777f, 0.6664269f}, within(1e-4f));
  }
}
