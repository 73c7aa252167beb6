package io.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.train.OptimizerSpec.Kind;
import io.espalier.train.sparse.Sketch;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.Regularization.ApplyStep;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/**
 * Our steps are those of ND4J's own updaters and regularisations on the same gradients: what {@code
 * Dl4jTrainer}, which takes our steps, cannot show. ND4J has momentum in Nesterov's form alone, and
 * no AdamW but Adam with a decay behind it, which is the same.
 *
 * <p>Two conventions differ, and ours are the papers'. ND4J adds Adam's ε to √v before the bias is
 * corrected (Kingma and Ba's ε̂, at the end of their section 2), we to √v̂ as in their algorithm 1:
 * at an ε of 1e-8 it does not show. ND4J's RMSProp begins with a mean square of ε, ours with 0: it
 * shows where the first gradients are below √ε, and so the rule is compared from 0 on both sides.
 */
class AgainstNd4jTest {
  private static final int STEPS = 100;
  private static final double RATE = 0.01;
  private static final Network WEIGHTS = new Sketch(7).dense(5).classes(3);

  private static OptimizerSpec spec(Kind kind, double momentum, double epsilon) {
    return new OptimizerSpec(kind, RATE, momentum, 0.9, 0.99, epsilon, 0, 0);
  }

  private static OptimizerSpec with(OptimizerSpec s, double l2, double decay) {
    return new OptimizerSpec(
        s.kind(), RATE, s.momentum(), s.beta1(), s.beta2(), s.epsilon(), l2, decay);
  }

  private static Adam adam(double epsilon) {
    return new Adam(RATE, 0.9, 0.99, epsilon);
  }

  static Stream<Arguments> rules() {
    OptimizerSpec sgd = spec(Kind.SGD, 0, 1e-8);
    OptimizerSpec nesterov = spec(Kind.NESTEROV, 0.9, 1e-8);
    OptimizerSpec adamW = with(spec(Kind.ADAMW, 0, 1e-8), 0, 0.2);
    return Stream.of(
        Arguments.of(sgd, 0.0, new Sgd(RATE), List.of()),
        Arguments.of(nesterov, 0.0, new Nesterovs(RATE, 0.9), List.of()),
        Arguments.of(spec(Kind.ADAM, 0, 1e-8), 0.0, adam(1e-8), List.of()),
        Arguments.of(spec(Kind.RMSPROP, 0, 1e-8), 0.0, new RmsProp(RATE, 0.99, 1e-8), List.of()),
        Arguments.of(adamW, 0.0, adam(1e-8), List.of(new WeightDecay(0.2, true))),
        Arguments.of(
            with(nesterov, 0.3, 0),
            0.2,
            new Nesterovs(RATE, 0.9),
            List.of(new L1Regularization(0.2), new L2Regularization(0.3))));
  }

  private static float[] drawn(Random random, double mean, double deviation) {
    float[] values = new float[WEIGHTS.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (mean + deviation * random.nextGaussian());
    }
    return values;
  }

  private static boolean weight(int index) {
    return WEIGHTS.prunable().stream().anyMatch(s -> s.offset() <= index && index < s.end());
  }

  /** ND4J's steps on weights and biases, of which the latter are not regularised. */
  private static final class Theirs {
    private final INDArray w;
    private final INDArray onWeights;
    private final GradientUpdater<?> updater;
    private final List<Regularization> regularizations;

    Theirs(float[] start, IUpdater rule, INDArray state, List<Regularization> regularizations) {
      w = Nd4j.createFromArray(start).reshape(1, start.length);
      float[] mask = new float[start.length];
      for (int i = 0; i < mask.length; i++) {
        mask[i] = weight(i) ? 1 : 0;
      }
      onWeights = Nd4j.createFromArray(mask).reshape(1, mask.length);
      updater = rule.instantiate(state, false); // from zeros, as state() gives them
      this.regularizations = regularizations;
    }

    private void regularize(ApplyStep when, INDArray g, int step) {
      for (Regularization r : regularizations) {
        if (r.applyStep() == when) {
          r.apply(w.mul(onWeights), g, RATE, step, 0);
        }
      }
    }

    void step(float[] gradient, int step) {
      INDArray g = Nd4j.createFromArray(gradient).reshape(1, gradient.length);
      regularize(ApplyStep.BEFORE_UPDATER, g, step);
      updater.applyUpdater(g, step, 0);
      regularize(ApplyStep.POST_UPDATER, g, step);
      w.subi(g);
    }
  }

  private static INDArray state(IUpdater rule) {
    long size = rule.stateSize(WEIGHTS.size());
    return size == 0 ? null : Nd4j.zeros(DataType.FLOAT, 1, size);
  }

  /** The largest difference of a value after any step. */
  private static double difference(
      OptimizerSpec spec, double l1, Theirs theirs, float[] start, IntConsumer before) {
    Recipe recipe =
        new Recipe(spec, LearningRate.DEFAULTS, Objective.PLAIN, new Penalties(l1, 0, 0), 0);
    Descent ours =
        new Descent(
            WEIGHTS,
            Mask.full(WEIGHTS.size()),
            new ReplicaState(start, new float[0][], 0),
            new Course(recipe, STEPS));
    Random random = new Random(2);
    double largest = 0;
    for (int step = 0; step < STEPS; step++) {
      float[] g = drawn(random, 0.3, 0.5);
      System.arraycopy(g, 0, ours.gradient(), 0, g.length);
      ours.advance(0, 1);
      before.accept(step);
      theirs.step(g, step);
      float[] w = theirs.w.toFloatVector();
      for (int i = 0; i < w.length; i++) {
        largest = Math.max(largest, Math.abs(w[i] - ours.values()[i]));
      }
    }
    return largest;
  }

  @ParameterizedTest
  @MethodSource("rules")
  void everyStepIsNd4js(
      OptimizerSpec spec, double l1, IUpdater rule, List<Regularization> regularizations) {
    float[] start = drawn(new Random(1), 0, 1);
    Theirs theirs = new Theirs(start, rule, state(rule), regularizations);
    assertThat(difference(spec, l1, theirs, start, step -> {})).isLessThan(2e-5);
    assertThat(theirs.w.toFloatVector()).isNotEqualTo(start);
  }

  @Test
  void adamsEpsilonIsAddedToTheCorrectedRoot() {
    float[] start = drawn(new Random(1), 0, 1);
    Adam rule = adam(0.1);
    Theirs plain = new Theirs(start, rule, state(rule), List.of());
    OptimizerSpec spec = spec(Kind.ADAM, 0, 0.1);
    assertThat(difference(spec, 0, plain, start, step -> {})).isGreaterThan(1e-2);

    Adam corrected = adam(0.1);
    Theirs theirs = new Theirs(start, corrected, state(corrected), List.of());
    // √v̂ + ε = (√v + ε √(1 − β₂ᵗ)) / √(1 − β₂ᵗ)
    IntConsumer correct =
        step -> corrected.setEpsilon(0.1 * Math.sqrt(1 - Math.pow(0.99, step + 1.0)));
    assertThat(difference(spec, 0, theirs, start, correct)).isLessThan(2e-5);
  }

  @Test
  void rmsPropsMeanSquareBeginsWithNothing() {
    float[] start = drawn(new Random(1), 0, 1);
    RmsProp rule = new RmsProp(RATE, 0.99, 0.1);
    OptimizerSpec spec = spec(Kind.RMSPROP, 0, 0.1);
    INDArray state = state(rule);
    Theirs own = new Theirs(start, rule, state, List.of());
    rule.instantiate(state, true); // fills it
    assertThat(difference(spec, 0, own, start, step -> {})).isGreaterThan(1e-2);

    Theirs zero = new Theirs(start, rule, state(rule), List.of());
    assertThat(difference(spec, 0, zero, start, step -> {})).isLessThan(2e-5);
  }
}
