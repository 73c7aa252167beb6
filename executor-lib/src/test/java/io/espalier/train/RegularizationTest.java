package io.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Role;
import io.espalier.model.Shape;
import io.espalier.model.SmallNetworks;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class RegularizationTest {
  private static Recipe recipe(double l2, Penalties penalties) {
    return new Recipe(
        new OptimizerSpec(OptimizerSpec.Kind.SGD, 1, 0, 0, 0, 1, l2, 0),
        LearningRate.DEFAULTS,
        Objective.PLAIN,
        penalties,
        0);
  }

  /** What a recipe adds to a gradient of zeros. */
  private static float[] added(Network network, Mask mask, float[] survivors, Recipe recipe) {
    float[] g = new float[survivors.length];
    new Regularization(network, mask, recipe).add(survivors, g);
    return g;
  }

  /** The penalties' sum in double, over all of a network's values, those pruned being 0. */
  private static double value(Network network, Mask mask, double[] all, Recipe recipe) {
    Penalties p = recipe.penalties();
    double sum = 0;
    for (Network.Slot slot : network.slots()) {
      Role role = slot.parameter().role();
      if (role == Role.SCALE) {
        for (int i = slot.offset(); i < slot.end(); i++) {
          sum += p.bnScale() * Math.abs(all[i]);
        }
      }
      if (role == Role.WEIGHT) {
        int width = slot.size() / slot.parameter().shape().dim(0);
        for (int row = slot.offset(); row < slot.end(); row += width) {
          double squares = 0;
          int left = 0;
          for (int i = row; i < row + width; i++) {
            left += mask.survives(i) ? 1 : 0;
            squares += all[i] * all[i];
            sum += p.l1() * Math.abs(all[i]) + recipe.optimizer().l2() / 2 * all[i] * all[i];
          }
          sum += p.groupLasso() * Math.sqrt(left) * Math.sqrt(squares);
        }
      }
    }
    return sum;
  }

  static Stream<Arguments> penaltiesAndNetworks() {
    return SmallNetworks.all().stream()
        .flatMap(
            n ->
                Stream.of(
                    Arguments.of(n, recipe(0.3, Penalties.NONE)),
                    Arguments.of(n, recipe(0, new Penalties(0.2, 0, 0))),
                    Arguments.of(n, recipe(0, new Penalties(0, 0.7, 0))),
                    Arguments.of(n, recipe(0, new Penalties(0, 0, 0.4))),
                    Arguments.of(n, recipe(0.1, new Penalties(0.2, 0.3, 0.4)))));
  }

  @ParameterizedTest
  @MethodSource("penaltiesAndNetworks")
  void gradientIsTheSlopeOfTheirSum(Network network, Recipe recipe) {
    SplittableRandom random = new SplittableRandom(4);
    BitSet pruned = new BitSet();
    float[] values = new float[network.size()];
    for (Network.Slot slot : network.slots()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        pruned.set(i, slot.prunable() && random.nextInt(3) == 0);
        values[i] = (float) ((0.05 + random.nextDouble()) * (random.nextBoolean() ? 1 : -1));
      }
    }
    Mask mask = Mask.full(network.size()).without(pruned);
    float[] survivors = Survivors.gather(mask, values);
    float[] found = Survivors.scatter(mask, added(network, mask, survivors, recipe));
    float[] left = Survivors.scatter(mask, survivors);
    double[] all = new double[left.length];
    Arrays.setAll(all, i -> left[i]);
    for (int i = mask.next(0); i < mask.size(); i = mask.next(i + 1)) {
      double[] up = all.clone();
      double[] down = all.clone();
      up[i] += 1e-6;
      down[i] -= 1e-6;
      double slope = (value(network, mask, up, recipe) - value(network, mask, down, recipe)) / 2e-6;
      assertThat((double) found[i]).as("value %d", i).isCloseTo(slope, within(1e-5));
    }
  }

  /** One neuron of two inputs and one of which all but one weight are gone. */
  @Test
  void groupsAreTheSurvivorsOfARow() {
    Network network =
        new Network(
            "rows",
            Shape.of(2),
            Network.Layout.CHANNELS_FIRST,
            List.of(new Operation.Dense("fc", List.of(Network.INPUT), 2, 2, true)),
            Optional.empty());
    BitSet pruned = new BitSet();
    pruned.set(2);
    Mask mask = Mask.full(6).without(pruned);
    // √2 · (3, 4) / 5, then √1 · (−2) / 2; nothing for the biases
    float root = (float) Math.sqrt(2);
    assertThat(
            added(network, mask, new float[] {3, 4, -2, 9, 9}, recipe(0, new Penalties(0, 10, 0))))
        .containsExactly(new float[] {6 * root, 8 * root, -10, 0, 0}, within(1e-5f));
  }

  @Test
  void whatIsZeroIsLeftThere() {
    for (Network network : SmallNetworks.all()) {
      float[] zeros = new float[network.size()];
      assertThat(added(network, Mask.full(zeros.length), zeros, recipe(1, new Penalties(1, 1, 1))))
          .containsOnly(0f);
    }
  }

  /** Network slimming: sign(gamma) whatever its size, on gammas alone. */
  @Test
  void gammasAreDrivenBySignAlone() {
    Network network = SmallNetworks.conv();
    float[] values = Initializer.values(network, 1);
    Network.Slot gamma = network.slot("bn.gamma");
    values[gamma.offset()] = -1e-6f;
    values[gamma.offset() + 1] = 50;
    float[] g =
        added(network, Mask.full(values.length), values, recipe(0, new Penalties(0, 0, 0.5)));
    assertThat(Arrays.copyOfRange(g, gamma.offset(), gamma.offset() + 3))
        .containsExactly(-0.5f, 0.5f, 0.5f);
    g[gamma.offset()] = 0;
    g[gamma.offset() + 1] = 0;
    g[gamma.offset() + 2] = 0;
    assertThat(g).containsOnly(0f);
  }

  /** Each step, not once: two steps of plain descent without a loss move gamma twice. */
  @Test
  void eachStepAddsThem() {
    Network network = SmallNetworks.conv();
    float[] start = Initializer.values(network, 1);
    Course course = new Course(recipe(0, new Penalties(0, 0, 0.125)), 2);
    Descent descent =
        new Descent(
            network, Mask.full(start.length), new ReplicaState(start, new float[0][], 0), course);
    descent.advance(0, 1);
    Arrays.fill(descent.gradient(), 0);
    descent.advance(0, 1);
    int gamma = network.slot("bn.gamma").offset();
    assertThat(descent.values()[gamma]).isEqualTo(0.75f);
  }
}
