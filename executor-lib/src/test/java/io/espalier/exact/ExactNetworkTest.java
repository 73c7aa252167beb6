package io.espalier.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.model.Network;
import io.espalier.model.Network.Layout;
import io.espalier.model.Operation.Opaque;
import io.espalier.model.Shape;
import io.espalier.model.TestNetworks;
import io.espalier.shard.Batch;
import io.espalier.train.MadeUpBatches;
import io.espalier.train.sparse.ReferenceNetwork;
import io.espalier.train.sparse.Sketch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each derivative is the slope of what it is the derivative of. */
final class ExactNetworkTest {
  private static final double STEP = 1e-5;

  static Stream<Arguments> all() {
    List<Arguments> all = new ArrayList<>();
    for (Map.Entry<String, Network> n : Drawn.networks().entrySet()) {
      all.add(Arguments.of(n.getKey(), n.getValue(), Norms.BATCH));
      if (!n.getValue().batchNorms().isEmpty()) {
        all.add(Arguments.of(n.getKey(), n.getValue(), Norms.RUNNING));
      }
    }
    return all.stream();
  }

  private static Batch batch(Network network) {
    return MadeUpBatches.of(network, 5, 6).get(0);
  }

  private static ExactPass pass(Network network, double[] w, Norms norms) {
    return ExactNetwork.of(network).pass(w, batch(network), norms);
  }

  private static CrossEntropy loss(Network network) {
    return CrossEntropy.sum(batch(network).labels()).at(1.5);
  }

  private static double[] moved(double[] w, double[] direction, double step) {
    double[] to = w.clone();
    for (int i = 0; i < w.length; i++) {
      to[i] += step * direction[i];
    }
    return to;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double[] unit(int size, int index) {
    double[] e = new double[size];
    e[index] = 1;
    return e;
  }

  static Stream<Arguments> networks() {
    return all().filter(a -> a.get()[2] == Norms.BATCH);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void logitsAreTheReferences(String name, Network network, Norms norms) {
    double[] w = Drawn.values(network, 1);
    double[][] expected = ReferenceNetwork.scores(network, w, batch(network));
    double[] logits = pass(network, w, norms).logits();
    for (int i = 0; i < logits.length; i++) {
      int classes = network.classes();
      assertThat(logits[i]).isCloseTo(expected[i / classes][i % classes], within(1e-12));
    }
    double sum = pass(network, w, norms).loss(CrossEntropy.sum(batch(network).labels()));
    assertThat(sum).isCloseTo(ReferenceNetwork.loss(network, w, batch(network)), within(1e-11));
  }

  @Test
  void runningStatisticsThatAreTheBatchsGiveItsLogits() {
    Network network = Drawn.networks().get("norm of the input");
    Batch batch = batch(network);
    double[] w = Drawn.values(network, 1);
    int mean = network.slot("o0.mean").offset();
    int variance = network.slot("o0.variance").offset();
    for (int c = 0; c < 2; c++) {
      DescriptiveStatistics channel = new DescriptiveStatistics();
      for (int i = 0; i < batch.features().length; i++) {
        if (i / 6 % 2 == c) {
          channel.addValue(batch.features()[i]);
        }
      }
      w[mean + c] = channel.getMean();
      w[variance + c] = channel.getPopulationVariance();
    }
    assertThat(pass(network, w, Norms.RUNNING).logits())
        .containsExactly(pass(network, w, Norms.BATCH).logits(), within(1e-12));
  }

  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("all")
  void gradientIsTheSlopeOfTheLossByEveryValue(String name, Network network, Norms norms) {
    double[] w = Drawn.values(network, 1);
    CrossEntropy loss = loss(network);
    double[] g = pass(network, w, norms).gradient(loss);
    for (int i = 0; i < w.length; i++) {
      double[] e = unit(w.length, i);
      double up = pass(network, moved(w, e, STEP), norms).loss(loss);
      double down = pass(network, moved(w, e, -STEP), norms).loss(loss);
      assertThat(g[i]).as("value %d", i).isCloseTo((up - down) / (2 * STEP), within(1e-7));
    }
  }

  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("all")
  void hessianTimesADirectionIsTheSlopeOfTheGradient(String name, Network network, Norms norms) {
    double[] w = Drawn.values(network, 1);
    double[] v = Drawn.direction(network, 2);
    CrossEntropy loss = loss(network);
    double[] product = pass(network, w, norms).hessianTimes(loss, v);
    double[] up = pass(network, moved(w, v, STEP), norms).gradient(loss);
    double[] down = pass(network, moved(w, v, -STEP), norms).gradient(loss);
    for (int i = 0; i < w.length; i++) {
      assertThat(product[i])
          .as("value %d", i)
          .isCloseTo((up[i] - down[i]) / (2 * STEP), within(3e-6));
    }
  }

  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("all")
  void hessianIsSymmetricAndLinear(String name, Network network, Norms norms) {
    double[] w = Drawn.values(network, 1);
    double[] u = Drawn.direction(network, 3);
    double[] v = Drawn.direction(network, 2);
    CrossEntropy loss = loss(network);
    ExactPass pass = pass(network, w, norms);
    double[] hv = pass.hessianTimes(loss, v);
    double[] hu = pass.hessianTimes(loss, u);
    assertThat(dot(u, hv)).isCloseTo(dot(v, hu), within(1e-10 * (1 + Math.abs(dot(u, hv)))));
    double[] both = pass.hessianTimes(loss, moved(u, v, 2));
    for (int i = 0; i < w.length; i++) {
      assertThat(both[i]).isCloseTo(hu[i] + 2 * hv[i], within(1e-10));
    }
  }

  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("all")
  void gaussNewtonIsTheJacobiansSandwich(String name, Network network, Norms norms) {
    double[] w = Drawn.values(network, 1);
    double[] u = Drawn.direction(network, 3);
    double[] v = Drawn.direction(network, 2);
    CrossEntropy loss = loss(network);
    ExactPass pass = pass(network, w, norms);
    double[] ju = slopeOfLogits(network, w, u, norms);
    double[] jv = slopeOfLogits(network, w, v, norms);
    double expected = dot(ju, loss.hessianTimes(pass.logits(), jv));
    assertThat(dot(u, pass.gaussNewtonTimes(loss, v))).isCloseTo(expected, within(1e-6));
    assertThat(dot(v, pass.gaussNewtonTimes(loss, v))).isGreaterThanOrEqualTo(-1e-12);
  }

  private static double[] slopeOfLogits(Network network, double[] w, double[] v, Norms norms) {
    double[] up = pass(network, moved(w, v, STEP), norms).logits();
    double[] down = pass(network, moved(w, v, -STEP), norms).logits();
    return moved(new double[up.length], moved(up, down, -1), 1 / (2 * STEP));
  }

  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("all")
  void gaussNewtonDiagonalIsTheProductsDiagonal(String name, Network network, Norms norms) {
    double[] w = Drawn.values(network, 1);
    ExactPass pass = pass(network, w, norms);
    if (norms == Norms.BATCH && !network.batchNorms().isEmpty()) {
      assertThatThrownBy(pass::gaussNewtonDiagonal).isInstanceOf(IllegalStateException.class);
      return;
    }
    double[] diagonal = pass.gaussNewtonDiagonal();
    CrossEntropy sum = CrossEntropy.sum(batch(network).labels());
    for (Network.Slot slot : network.prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        double expected = pass.gaussNewtonTimes(sum, unit(w.length, i))[i];
        assertThat(diagonal[i]).as("value %d", i).isCloseTo(expected, within(1e-12));
      }
    }
  }

  @Test
  void batchesAddUpAndTheMeanIsTheSumOverTheExamples() {
    Network network = Drawn.networks().get("conv padded");
    double[] w = Drawn.values(network, 1);
    Batch all = batch(network);
    int width = network.input().size();
    double[] sum = new double[w.length];
    for (int e = 0; e < 6; e++) {
      Batch one =
          new Batch(
              Arrays.copyOfRange(all.features(), e * width, (e + 1) * width),
              new int[] {all.labels()[e]});
      double[] g =
          ExactNetwork.of(network)
              .pass(w, one, Norms.RUNNING)
              .gradient(CrossEntropy.sum(one.labels()));
      sum = moved(sum, g, 1);
    }
    ExactPass pass = pass(network, w, Norms.RUNNING);
    double[] mean = pass.gradient(CrossEntropy.mean(all.labels()));
    for (int i = 0; i < w.length; i++) {
      assertThat(mean[i]).isCloseTo(sum[i] / 6, within(1e-13));
    }
  }

  @Test
  void gradientOfTheLogitsSumFromAnyInput() {
    // fc of two inputs and three outputs at the input (2, -1): the sum's gradient by W is the input
    Network network = new Sketch(2).classes(3);
    ExactPass pass =
        ExactNetwork.of(network)
            .pass(new double[network.size()], new double[] {2, -1}, Norms.RUNNING);
    assertThat(pass.gradient(new double[] {1, 1, 1})).containsExactly(2, -1, 2, -1, 2, -1, 1, 1, 1);
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    Network opaque =
        new Network(
            "recurrent",
            Shape.of(4),
            Layout.CHANNELS_FIRST,
            List.of(
                new Opaque("lstm_1", List.of(Network.INPUT), "LSTM", "", List.of(), Shape.of(3))),
            Optional.empty());
    assertThat(ExactNetwork.refusal(opaque)).contains("does not know lstm_1 (LSTM)");
    assertThatThrownBy(() -> ExactNetwork.of(opaque))
        .hasMessage("recurrent: double precision does not know lstm_1 (LSTM)");
    assertThat(ExactNetwork.refusal(TestNetworks.dense(3, 2)))
        .contains("wants a softmax over two classes or more at the end");
    Network network = Drawn.networks().get("dense");
    assertThat(ExactNetwork.refusal(network)).isEmpty();
    assertThatThrownBy(
            () -> ExactNetwork.of(network).pass(new double[3], new double[5], Norms.BATCH))
        .hasMessageContaining("3 values and 5 features for a network of " + network.size());
  }
}
