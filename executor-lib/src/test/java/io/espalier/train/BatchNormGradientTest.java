package io.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Operation.Activation;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Operation.BatchNorm;
import io.espalier.model.Operation.Convolution;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Operation.Flatten;
import io.espalier.model.Operation.Window;
import io.espalier.model.Shape;
import io.espalier.shard.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BatchNormGradientTest {
  private static final LearningRate CONSTANT = LearningRate.DEFAULTS;

  /** Convolution, batch norm, tanh, dense, softmax over 2x4x4 images and 3 classes. */
  private static Network tiny() {
    List<Operation> o = new ArrayList<>();
    Shape s = Shape.of(3, 4, 4);
    o.add(new Convolution("conv", List.of("input"), 2, 3, Window.square(3, 1, 1), 1, true, s));
    o.add(new BatchNorm("bn", List.of("conv"), 3, 1e-5, s));
    o.add(new Activation("tanh", List.of("bn"), Function.TANH, s));
    o.add(new Flatten("flatten", List.of("tanh"), Shape.of(48)));
    o.add(new Dense("fc", List.of("flatten"), 48, 3, true));
    o.add(new Activation("softmax", List.of("fc"), Function.SOFTMAX, Shape.of(3)));
    return new Network(
        "tiny", Shape.of(2, 4, 4), Network.Layout.CHANNELS_FIRST, o, Optional.empty());
  }

  private static Batch batch(long seed, int size) {
    SplittableRandom r = new SplittableRandom(seed);
    float[] x = new float[size * 32];
    int[] y = new int[size];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (2 * r.nextDouble() - 1);
    }
    for (int i = 0; i < size; i++) {
      y[i] = r.nextInt(3);
    }
    return new Batch(x, y);
  }

  /** The tiny network's summed loss in double, batch norm by the batch's statistics. */
  private static double loss(float[] v, Batch b) {
    int n = b.size();
    double[][][] z = new double[n][3][16];
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < 3; c++) {
        for (int p = 0; p < 16; p++) {
          double sum = v[54 + c];
          for (int d = 0; d < 2; d++) {
            for (int k = 0; k < 9; k++) {
              int y = p / 4 + k / 3 - 1;
              int x = p % 4 + k % 3 - 1;
              if (y >= 0 && y < 4 && x >= 0 && x < 4) {
                sum += (double) v[c * 18 + d * 9 + k] * b.features()[i * 32 + d * 16 + y * 4 + x];
              }
            }
          }
          z[i][c][p] = sum;
        }
      }
    }
    for (int c = 0; c < 3; c++) {
      double mean = 0;
      double square = 0;
      for (double[][] e : z) {
        for (double x : e[c]) {
          mean += x / (16 * n);
        }
      }
      for (double[][] e : z) {
        for (double x : e[c]) {
          square += (x - mean) * (x - mean) / (16 * n);
        }
      }
      for (double[][] e : z) {
        for (int p = 0; p < 16; p++) {
          e[c][p] = Math.tanh(v[57 + c] * (e[c][p] - mean) / Math.sqrt(square + 1e-5) + v[60 + c]);
        }
      }
    }
    double loss = 0;
    for (int i = 0; i < n; i++) {
      double total = 0;
      double right = 0;
      for (int k = 0; k < 3; k++) {
        double s = v[69 + 144 + k];
        for (int j = 0; j < 48; j++) {
          s += v[69 + k * 48 + j] * z[i][j / 16][j % 16];
        }
        total += Math.exp(s);
        right = b.labels()[i] == k ? s : right;
      }
      loss += Math.log(total) - right;
    }
    return loss;
  }

  @Test
  void gradientIsTheLossesSlopeByEveryTrainedValue() {
    Network network = tiny();
    float[] values = Initializer.values(network, 3);
    Batch batch = batch(4, 8);
    double[] gradient;
    try (Trainer trainer = new Dl4jTrainer(network)) {
      gradient = trainer.gradientSum(values, List.of(batch).iterator());
    }
    for (Network.Slot slot : network.slots()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        double slope = 0;
        if (slot.parameter().role().trained()) {
          float[] up = values.clone();
          float[] down = values.clone();
          up[i] += 1e-3f;
          down[i] -= 1e-3f;
          slope = (loss(up, batch) - loss(down, batch)) / ((double) up[i] - down[i]);
        }
        assertThat(gradient[i])
            .as(slot.parameter().name() + " " + i)
            .isCloseTo(slope, within(2e-3));
      }
    }
  }

  private static OptimizerSpec spec(OptimizerSpec.Kind kind) {
    return new OptimizerSpec(kind, 0.01, 0.9, 0.9, 0.999, 1e-8, 1e-3, 1e-2);
  }

  private static Trainer.FineTuned tune(Trainer trainer, Network network, Mask mask, int kind) {
    OptimizerSpec spec = spec(OptimizerSpec.Kind.values()[kind]);
    float[] all = Initializer.values(network, 5);
    return trainer.fineTune(
        new ReplicaState(Survivors.gather(mask, all), new float[0][], 0),
        mask,
        List.of(batch(1, 8), batch(2, 8), batch(3, 5)).iterator(),
        Course.plain(spec, CONSTANT, 3),
        7);
  }

  @ParameterizedTest
  @EnumSource(OptimizerSpec.Kind.class)
  void whatIsPrunedTakesNoPart(OptimizerSpec.Kind kind) {
    Network network = tiny();
    int[] pruned = {0, 5, 17, 53, 70, 80, 200};
    Mask mask = Mask.full(network.size()).without(pruned);
    try (Trainer trainer = new Dl4jTrainer(network)) {
      Trainer.FineTuned result = tune(trainer, network, mask, kind.ordinal());
      assertThat(result.examples()).isEqualTo(21);
      assertThat(result.state().step()).isEqualTo(3);
      assertThat(result.state().moments()).hasDimensions(kind.moments(), network.size() - 7);
      // The first loss is that of the network with zeros in the pruned places.
      float[] zeroed =
          Survivors.scatter(mask, Survivors.gather(mask, Initializer.values(network, 5)));
      Trainer.FineTuned one =
          trainer.fineTune(
              new ReplicaState(Survivors.gather(mask, zeroed), new float[0][], 0),
              mask,
              List.of(batch(1, 8)).iterator(),
              Course.plain(spec(kind), CONSTANT, 3),
              7);
      assertThat(one.lossSum()).isCloseTo(loss(zeroed, batch(1, 8)), within(1e-4));
      // And so is the second step's, which only survivors have moved.
      float[] moved = Survivors.scatter(mask, one.state().values());
      Trainer.FineTuned two =
          trainer.fineTune(
              one.state(),
              mask,
              List.of(batch(2, 8)).iterator(),
              Course.plain(spec(kind), CONSTANT, 3),
              7);
      assertThat(two.lossSum()).isCloseTo(loss(moved, batch(2, 8)), within(1e-4));
    }
  }

  @Test
  void runningStatisticsStayAsTheyAre() {
    Network network = tiny();
    Mask mask = Mask.full(network.size());
    try (Trainer trainer = new Dl4jTrainer(network)) {
      float[] after = tune(trainer, network, mask, 2).state().values();
      for (int i = 63; i < 66; i++) {
        assertThat(after[i]).isZero();
        assertThat(after[i + 3]).isOne();
      }
    }
  }

  @Test
  void bitsDoNotDependOnWhatWasComputedBefore() {
    Network network = tiny();
    Mask mask = Mask.full(network.size()).without(3, 90);
    float[] fresh;
    try (Trainer trainer = new Dl4jTrainer(network)) {
      fresh = tune(trainer, network, mask, 1).state().values();
    }
    try (Trainer trainer = new Dl4jTrainer(network)) {
      float[] other = Initializer.values(network, 99);
      trainer.gradientSum(other, List.of(batch(9, 3)).iterator());
      trainer.evaluate(other, Mask.full(other.length), List.of(batch(9, 6)).iterator());
      trainer.moments(other, Mask.full(other.length), "bn", List.of(batch(9, 8)).iterator());
      tune(trainer, network, Mask.full(network.size()), 2);
      assertThat(tune(trainer, network, mask, 1).state().values()).isEqualTo(fresh);
    }
  }

  @Test
  void momentsAreThoseOfTheNormalisationsInput() {
    Network network = tiny();
    float[] values = new float[network.size()];
    // Each channel copies the first input channel, times 1, 2, 3.
    for (int c = 0; c < 3; c++) {
      values[c * 18 + 4] = c + 1;
    }
    Batch a = batch(1, 4);
    Batch b = batch(2, 3);
    Moments m;
    try (Trainer trainer = new Dl4jTrainer(network)) {
      m = trainer.moments(values, Mask.full(values.length), "bn", List.of(a, b).iterator());
    }
    double sum = 0;
    double square = 0;
    for (Batch each : List.of(a, b)) {
      for (int i = 0; i < each.features().length; i++) {
        double x = i % 32 < 16 ? each.features()[i] : 0;
        sum += x;
        square += x * x;
      }
    }
    double mean = sum / 112;
    assertThat(m.count()).isEqualTo(112);
    for (int c = 0; c < 3; c++) {
      assertThat(m.mean()[c]).isCloseTo((c + 1) * mean, within(1e-5));
      assertThat(m.variance()[c])
          .isCloseTo((c + 1) * (c + 1) * (square / 112 - mean * mean), within(1e-4));
    }
  }

  @Test
  void divergenceIsSaidWithStepAndLoss() {
    Network network = tiny();
    Mask mask = Mask.full(network.size());
    float[] all = Initializer.values(network, 5);
    all[100] = Float.NaN;
    try (Trainer trainer = new Dl4jTrainer(network)) {
      assertThatThrownBy(
              () ->
                  trainer.fineTune(
                      new ReplicaState(all, new float[0][], 4),
                      mask,
                      List.of(batch(1, 8)).iterator(),
                      Course.plain(OptimizerSpec.DEFAULTS, CONSTANT, 9),
                      1))
          .isInstanceOf(DivergedException.class)
          .hasMessageContaining("step 5");
    }
  }
}
