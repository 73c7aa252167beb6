package io.espalier.train.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.shard.Batch;
import io.espalier.train.Course;
import io.espalier.train.Initializer;
import io.espalier.train.LearningRate;
import io.espalier.train.MadeUpBatches;
import io.espalier.train.Objective;
import io.espalier.train.OptimizerSpec;
import io.espalier.train.ReplicaState;
import io.espalier.train.Trainer.FineTuned;
import io.espalier.train.Trainer.FineTuning;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class LossTest {
  private static final int CLASSES = 5;
  private static final int EXAMPLES = 21;
  private static final int LANES = 32;

  /** The definition, for one example's scores. */
  private interface Definition {
    double of(double[] z, int label, int example);
  }

  private static final float[] TAUGHT = scores(8, EXAMPLES * CLASSES);

  private static float[] scores(long seed, int n) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] z = new float[n];
    for (int i = 0; i < n; i++) {
      z[i] = (float) (8 * random.nextDouble() - 4);
    }
    return z;
  }

  private static double[] softmax(double[] z, double temperature) {
    double[] e = Arrays.stream(z).map(x -> Math.exp(x / temperature)).toArray();
    double sum = Arrays.stream(e).sum();
    return Arrays.stream(e).map(x -> x / sum).toArray();
  }

  /** Mean squared error with {@code (1 − s) y + s / k} in the labels' place. */
  private static double squared(double[] z, int label, double s) {
    double[] p = softmax(z, 1);
    p[label] -= 1 - s;
    return Arrays.stream(p).map(x -> (x - s / z.length) * (x - s / z.length)).sum() / z.length;
  }

  private static double distilled(double[] z, int label, int example, double t, double alpha) {
    double[] taught = new double[CLASSES];
    Arrays.setAll(taught, c -> TAUGHT[example * CLASSES + c]);
    double[] q = softmax(z, t);
    double[] teacher = softmax(taught, t);
    double divergence = 0;
    for (int c = 0; c < CLASSES; c++) {
      divergence += teacher[c] * Math.log(teacher[c] / q[c]);
    }
    return -(1 - alpha) * Math.log(softmax(z, 1)[label]) + alpha * t * t * divergence;
  }

  private static Arguments distillation(double t, double alpha) {
    Definition definition = (z, label, example) -> distilled(z, label, example, t, alpha);
    return Arguments.of(new Distillation(t, alpha), definition);
  }

  /** Cross-entropy with {@code (1 − s) y + s / k} in the labels' place. */
  private static double smoothed(double[] z, int label, double s) {
    double[] p = softmax(z, 1);
    double loss = 0;
    for (int c = 0; c < z.length; c++) {
      loss -= ((c == label ? 1 - s : 0) + s / z.length) * Math.log(p[c]);
    }
    return loss;
  }

  /** Both: the labels' part is smoothed, the teacher's is not. */
  private static Arguments both(double s, double t, double alpha) {
    Definition definition =
        (z, label, example) ->
            distilled(z, label, example, t, alpha)
                + (1 - alpha) * (smoothed(z, label, s) - smoothed(z, label, 0));
    return Arguments.of(
        Loss.of(new Objective(Objective.Kind.CROSS_ENTROPY, s, t, alpha)), definition);
  }

  static Stream<Arguments> losses() {
    Definition entropy = (z, label, example) -> -Math.log(softmax(z, 1)[label]);
    Definition squared = (z, label, example) -> squared(z, label, 0);
    Definition smoothed = (z, label, example) -> squared(z, label, 0.3);
    Objective mse = new Objective(Objective.Kind.MSE, 0.3, 4, 0);
    return Stream.of(
        Arguments.of(new CrossEntropy(), entropy),
        Arguments.of(new MeanSquared(0), squared),
        Arguments.of(Loss.of(mse), smoothed),
        distillation(1, 0),
        distillation(1, 1),
        distillation(4, 0.7),
        distillation(0.5, 0.3),
        both(0.1, 4, 0),
        both(0.9, 4, 0),
        both(0.2, 3, 0.6));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void gradientIsTheSlopeOfTheDefinition(Loss loss, Definition definition) {
    float[] z = scores(9, EXAMPLES * CLASSES);
    int size = CLASSES * LANES;
    View logits = new View(0, size, CLASSES, 1, 1, 0, 0, 0, 0, LANES);
    float[] a = new float[2 * size];
    Arrays.fill(a, Float.NaN);
    int[] labels = new SplittableRandom(1).ints(EXAMPLES, 0, CLASSES).toArray();
    for (int i = 0; i < EXAMPLES; i++) {
      for (int c = 0; c < CLASSES; c++) {
        a[c * LANES + i] = z[i * CLASSES + c];
      }
    }
    double found = loss.gradient(a, logits, new Batch(new float[EXAMPLES], labels, TAUGHT), 0.25f);
    double expected = 0;
    for (int i = 0; i < EXAMPLES; i++) {
      double[] at = new double[CLASSES];
      int first = i * CLASSES;
      Arrays.setAll(at, c -> z[first + c]);
      expected += definition.of(at, labels[i], i);
      for (int c = 0; c < CLASSES; c++) {
        double[] up = at.clone();
        double[] down = at.clone();
        up[c] += 1e-5;
        down[c] -= 1e-5;
        double slope = (definition.of(up, labels[i], i) - definition.of(down, labels[i], i)) / 2e-5;
        assertThat((double) a[size + c * LANES + i])
            .as("example %d, class %d", i, c)
            .isCloseTo(0.25 * slope, within(2e-6));
      }
    }
    assertThat(found).isCloseTo(expected, within(1e-6 * EXAMPLES * Math.max(1, expected)));
    for (int c = 0; c < CLASSES; c++) {
      for (int i = EXAMPLES; i < LANES; i++) {
        assertThat(a[size + c * LANES + i]).isZero();
      }
    }
  }

  @Test
  void aStudentComesToAgreeWithItsTeacher() {
    Network network = new Sketch(6).dense(12).act(Function.TANH).classes(CLASSES);
    Batch plain = MadeUpBatches.of(network, 5, EXAMPLES).get(0);
    Batch batch = new Batch(plain.features(), plain.labels(), TAUGHT);
    ReplicaState start = new ReplicaState(Initializer.values(network, 3), new float[0][], 0);
    Loss loss = new Distillation(2, 1);
    double[] sums = new double[300];
    try (SparseTrainer trainer = new SparseTrainer(network)) {
      for (int step = 0; step < sums.length; step++) {
        FineTuning one =
            trainer.begin(
                start,
                Mask.full(network.size()),
                Course.plain(OptimizerSpec.DEFAULTS, LearningRate.DEFAULTS, 300),
                1,
                loss);
        one.step(batch);
        FineTuned done = one.finish();
        sums[step] = done.lossSum();
        start = done.state();
      }
    }
    assertThat(sums[0]).isPositive();
    assertThat(sums[299]).isBetween(0.0, 0.1 * sums[0]);
  }

  /** Gradients and loss of an objective over the same scores, as bits. */
  private static float[] bits(Objective objective, float[] taught) {
    int size = CLASSES * LANES;
    View logits = new View(0, size, CLASSES, 1, 1, 0, 0, 0, 0, LANES);
    float[] a = Arrays.copyOf(scores(4, size), 2 * size + 1);
    int[] labels = new SplittableRandom(2).ints(EXAMPLES, 0, CLASSES).toArray();
    Batch batch = new Batch(new float[EXAMPLES], labels, taught);
    a[2 * size] = (float) Loss.of(objective).gradient(a, logits, batch, 1f);
    return a;
  }

  @Test
  void withoutATeacherOrSmoothingItIsCrossEntropyToTheBit() {
    float[] plain = bits(Objective.PLAIN, new float[0]);
    assertThat(Loss.of(Objective.PLAIN)).isEqualTo(new CrossEntropy());
    assertThat(bits(new Objective(Objective.Kind.CROSS_ENTROPY, 0, 7, 0), TAUGHT)).isEqualTo(plain);
    assertThat(bits(new Objective(Objective.Kind.CROSS_ENTROPY, 0, 4, 1e-9), TAUGHT))
        .isNotEqualTo(plain);
    assertThat(bits(new Objective(Objective.Kind.CROSS_ENTROPY, 1e-3, 4, 0), TAUGHT))
        .isNotEqualTo(plain);
  }

  /** A student that says what its teacher says is moved by the labels alone. */
  @Test
  void aTeacherThatAgreesAddsNothing() {
    float[] z = scores(4, CLASSES * LANES);
    float[] same = new float[EXAMPLES * CLASSES];
    for (int i = 0; i < EXAMPLES; i++) {
      for (int c = 0; c < CLASSES; c++) {
        same[i * CLASSES + c] = z[c * LANES + i] + 3; // softmax does not see the shift
      }
    }
    float[] plain = bits(Objective.PLAIN, new float[0]);
    float[] taught = bits(new Objective(Objective.Kind.CROSS_ENTROPY, 0, 3, 0.75), same);
    for (int i = CLASSES * LANES; i < plain.length; i++) {
      assertThat(taught[i]).isCloseTo(0.25f * plain[i], within(1e-6f * (1 + Math.abs(plain[i]))));
    }
  }

  /** The smoothed loss is least where the probabilities are the smoothed labels. */
  @Test
  void smoothedLabelsAreTheirOwnMinimum() {
    double s = 0.3;
    float[] a = new float[2 * 3 * 16];
    View logits = new View(0, 48, 3, 1, 1, 0, 0, 0, 0, 16);
    for (int c = 0; c < 3; c++) {
      a[c * 16] = (float) Math.log(c == 1 ? 1 - s + s / 3 : s / 3);
    }
    Batch batch = new Batch(new float[1], new int[] {1});
    double least = new LabelSmoothing(new CrossEntropy(), s).gradient(a, logits, batch, 1f);
    for (int c = 0; c < 3; c++) {
      assertThat(a[48 + c * 16]).isCloseTo(0f, within(1e-6f));
      float[] moved = a.clone();
      moved[c * 16] += 0.1f;
      assertThat(new LabelSmoothing(new CrossEntropy(), s).gradient(moved, logits, batch, 1f))
          .isGreaterThan(least);
    }
    // Its value there is the smoothed labels' entropy: −0.8 ln 0.8 − 2 · 0.1 ln 0.1.
    assertThat(least).isCloseTo(-0.8 * Math.log(0.8) - 0.2 * Math.log(0.1), within(1e-6));
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> new Distillation(0, 0.5))
        .hasMessage("temperature 0.0, expected a number above 0");
    assertThatThrownBy(() -> new Distillation(1, Double.NaN))
        .hasMessage("alpha NaN, expected a number from 0 to 1");
    assertThatThrownBy(() -> new Objective(Objective.Kind.MSE, 0, 4, 0.1))
        .hasMessage("a teacher beside squared error, expected cross-entropy");
    View logits = new View(0, 64, 2, 1, 1, 0, 0, 0, 0, 16);
    Batch batch = new Batch(new float[3], new int[3], TAUGHT);
    assertThatThrownBy(() -> new Distillation(1, 1).gradient(new float[128], logits, batch, 1f))
        .hasMessage("105 teacher's scores, expected 3 examples of 2");
  }
}
