package io.espalier.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.input.InputException;
import io.espalier.mask.Mask;
import io.espalier.method.Kind;
import io.espalier.method.Options;
import io.espalier.model.Network;
import io.espalier.model.Shape;
import io.espalier.model.TestNetworks;
import io.espalier.model.Zoo;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GranularitiesTest {
  private static Granularity named(String name, Map<String, ?> options) {
    return Granularities.REGISTRY.named(
        name, Options.of(Granularities.REGISTRY.method(name), options));
  }

  private static Granularity named(String name) {
    return named(name, Map.of());
  }

  private static GroupUnits groups(Network network, String name, Map<String, ?> options) {
    return (GroupUnits) named(name, options).units(network);
  }

  /** Name, first unit, end, and sum of extents. */
  private static final Function<Stratum, String> PLACE =
      s -> s.name() + " " + s.offset() + " " + s.end() + " " + s.extents();

  @Test
  void allAreListedWithTheirNamesAndPapers() throws Exception {
    assertThat(Granularities.REGISTRY.names())
        .containsExactly(
            "weight", "nm", "block", "row", "column", "neuron", "filter", "channel", "layer");
    for (var method : Granularities.REGISTRY.methods()) {
      assertThat(method.kind()).isEqualTo(Kind.GRANULARITY);
      assertThat(method.paper()).as(method.name()).isNotEmpty();
      Granularity g = named(method.name());
      assertThat(g.name()).isEqualTo(method.name());
      assertThat(g.minimum()).isEqualTo(1);
      assertThat(g.roundTo()).isEqualTo(1);
      new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(g);
    }
    assertThatThrownBy(() -> named("chanel"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("channel");
  }

  @Test
  void optionsReachTheGranularity() {
    Granularity g = named("channel", Map.of("aggregate", "max", "roundTo", 8L, "minimum", 4L));
    assertThat(g).isEqualTo(new ChannelGranularity(Aggregation.MAX, 8, 4));
    assertThat(named("channel").aggregation()).isEqualTo(Aggregation.NORMALIZED);
    assertThat(named("filter").aggregation()).isEqualTo(Aggregation.SUM);
    assertThat(named("block", Map.of("rows", 2L, "minimum", 3L)))
        .isEqualTo(new BlockGranularity(2, 4, Aggregation.SUM, 3));
    assertThat(named("row", Map.of("aggregate", "sum")))
        .isEqualTo(new RowGranularity(Aggregation.SUM, 1));
    assertThat(named("weight").shrinks()).isFalse();
    assertThat(named("block").shrinks()).isFalse();
    assertThat(named("neuron").shrinks()).isTrue();
    assertThat(named("layer").shrinks()).isTrue();
  }

  @Test
  void blocksOfADenseLayerAreSmallerWhereItEnds() {
    GroupUnits units =
        groups(TestNetworks.dense(true, 5, 3), "block", Map.of("rows", 2L, "columns", 3L));
    assertThat(units.strata()).extracting(PLACE).containsExactly("fc1 0 4 8");
    assertThat(units.members(0)).containsExactly(0, 1, 2, 5, 6, 7);
    assertThat(units.members(1)).containsExactly(3, 4, 8, 9);
    assertThat(units.members(2)).containsExactly(10, 11, 12);
    assertThat(units.members(3)).containsExactly(13, 14);
    // Mean over two or six squares is as it should be: 3 and 4 of scores i.
    double[] scores = IntStream.range(0, 18).asDoubleStream().toArray();
    assertThat(units.aggregate(scores, Aggregation.MEAN)).containsExactly(3.5, 6, 11, 13.5);
    assertThat(units.aggregate(scores, Aggregation.SUM)).containsExactly(21, 24, 33, 27);
    assertThat(units.aggregate(scores, Aggregation.MAX)).containsExactly(7, 9, 12, 14);
  }

  @Test
  void rowsAndColumnsOfAConvolutionAreWeightsAlone() {
    Network network = TestNetworks.grouped(); // [6, 2, 3, 3], bias, [3, 24], bias
    GroupUnits rows = groups(network, "row", Map.of());
    assertThat(rows.size()).as("the output layer's rows are classes").isEqualTo(6);
    assertThat(rows.members(1)).isEqualTo(IntStream.range(18, 36).toArray());
    assertThat(rows.members(5)).isEqualTo(IntStream.range(90, 108).toArray());
    GroupUnits columns = groups(network, "column", Map.of());
    assertThat(columns.size()).isEqualTo(18 + 24);
    assertThat(columns.members(7)).containsExactly(7, 25, 43, 61, 79, 97);
    assertThat(columns.members(18)).containsExactly(114, 138, 162);
  }

  @ParameterizedTest
  @ValueSource(strings = {"weight", "block", "column"})
  void everyWeightIsInOneUnitAndNothingElse(String name) {
    Network network = TestNetworks.grouped();
    int[] seen = new int[network.size()];
    Units units = named(name).units(network);
    for (Stratum s : units.strata()) {
      for (int u = s.offset(); u < s.end(); u++) {
        BitSet one = new BitSet();
        one.set(u);
        Mask left = units.without(Mask.full(network.size()), one);
        IntStream.range(0, seen.length).filter(i -> !left.survives(i)).forEach(i -> seen[i]++);
        assertThat(units.gone(left)).isEqualTo(one);
      }
    }
    for (Network.Slot slot : network.slots()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        assertThat(seen[i]).isEqualTo(slot.prunable() ? 1 : 0);
      }
    }
  }

  @Test
  void neuronsAndFiltersTakeTheirOwnKind() {
    Network network = Draft.flattened();
    GroupUnits neurons = groups(network, "neuron", Map.of());
    assertThat(neurons.strata()).extracting(Stratum::name).containsExactly("fc");
    // Neuron 2 of fc: 18 weights of its row, its bias, a column of 3 in out.
    int fc = network.slot("fc.weight").offset();
    int bias = network.slot("fc.bias").offset();
    int out = network.slot("out.weight").offset();
    assertThat(neurons.scored(2)).isEqualTo(IntStream.range(fc + 36, fc + 54).toArray());
    assertThat(neurons.members(2))
        .containsExactly(
            IntStream.concat(
                    IntStream.range(fc + 36, fc + 54),
                    IntStream.of(bias + 2, out + 2, out + 8, out + 14))
                .toArray());
    GroupUnits filters = groups(network, "filter", Map.of());
    assertThat(filters.strata()).extracting(PLACE).containsExactly("c1 0 4 12", "c2 4 7 13");
    GroupUnits channels = groups(network, "channel", Map.of());
    assertThat(channels.strata()).extracting(Stratum::name).containsExactly("c1", "c2", "fc");
    assertThat(channels.scored(7 + 2))
        .containsExactly(
            IntStream.concat(
                    IntStream.range(fc + 36, fc + 54), IntStream.of(out + 2, out + 8, out + 14))
                .toArray());
  }

  @Test
  void filtersThatAnAdditionTiesAreLeftToChannels() {
    Network network = Draft.residual();
    assertThat(named("filter").units(network).strata())
        .extracting(Stratum::name)
        .containsExactly("a1");
    assertThat(named("channel").units(network).strata())
        .extracting(Stratum::name, Stratum::size)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("stem", 5),
            org.assertj.core.groups.Tuple.tuple("a1", 4));
  }

  @Test
  void whereThereIsNothingOfAKindItSaysSo() {
    assertThatThrownBy(() -> named("neuron").units(TestNetworks.dense(4, 3)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "prune.granularity finds no neurons that nothing ties to others in test, expected a"
                + " network that has some");
    assertThatThrownBy(() -> named("layer").units(TestNetworks.dense(4, 3)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no residual branch");
  }

  @Test
  void layersAreResidualBranchesAndLayersThatKeepTheirShape() {
    Network resnet = Zoo.network("resnet-20", Shape.of(3, 8, 8), 4);
    assertThat(Bypasses.of(resnet))
        .extracting(Bypass::name)
        .containsExactly(
            "s1b1-conv1",
            "s1b2-conv1",
            "s1b3-conv1",
            "s2b1-conv2", // its block's shortcut changes the shape, so it stands for itself
            "s2b2-conv1",
            "s2b3-conv1",
            "s3b1-conv2",
            "s3b2-conv1",
            "s3b3-conv1");
    Units units = named("layer").units(resnet);
    assertThat(units.strata()).hasSize(1);
    GroupUnits g = (GroupUnits) units;
    // Two 3x3 convolutions of 16 channels with 4·16 values of batch norm each.
    assertThat(g.members(0)).hasSize(2 * (16 * 16 * 9 + 64));
    assertThat(g.scored(0)).hasSize(2 * 16 * 16 * 9);
    assertThat(g.members(3)).hasSize(32 * 32 * 9 + 128);
  }

  @Test
  void branchesThatDoMoreThanAddAreNone() {
    // Read elsewhere, ending in a sigmoid, or around a plain shortcut of nothing.
    Draft read = new Draft(2, 4, 4).conv("stem", 3).conv("a", 2).conv("b", 3);
    read.add("add", "b", "stem").concat("cat", "add", "a").flatten("f");
    assertThat(Bypasses.of(read.classes(2))).isEmpty();
    Draft half = new Draft(2, 4, 4).conv("stem", 3).conv("a", 2).conv("b", 3);
    half.act("s", io.espalier.model.Operation.Activation.Function.SIGMOID);
    half.add("add", "s", "stem").flatten("f");
    assertThat(Bypasses.of(half.classes(2))).isEmpty();
    Draft twice = new Draft(2, 4, 4).conv("stem", 3).conv("a", 2).conv("b", 3);
    twice.add("add", "b", "b").flatten("f");
    assertThat(Bypasses.of(twice.classes(2))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"neuron", "filter", "channel"})
  void membersAreInOrderWithoutDoublesAndHoldTheScored(String name) {
    for (Network network : List.of(Draft.flattened(), Draft.random(3), Draft.random(5))) {
      GroupUnits units = groups(network, name, Map.of());
      Set<Integer> scoredOnce = new HashSet<>();
      for (int u = 0; u < units.size(); u++) {
        assertThat(units.members(u)).isSorted().doesNotHaveDuplicates();
        assertThat(units.members(u)).contains(units.scored(u));
        for (int i : units.scored(u)) {
          assertThat(scoredOnce.add(i) || name.equals("channel")).isTrue();
        }
      }
      // Whatever goes, if a unit of each stratum stays, so does a weight of each layer.
      for (long seed = 1; seed < 6; seed++) {
        Mask left = units.without(Mask.full(network.size()), Outputs.some(units, seed));
        for (Network.Slot slot : network.prunable()) {
          assertThat(left.survivors(slot.offset(), slot.end())).isPositive();
        }
      }
    }
  }

  @Test
  void scoresAreAggregatedPerUnitWhateverTheOrderOfUnits() {
    Network network = TestNetworks.dense(true, 2, 3, 2);
    GroupUnits units = groups(network, "neuron", Map.of());
    double[] scores = {3, 4, 0, 0, 5, 12, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9};
    assertThat(units.aggregate(scores, Aggregation.L2)).containsExactly(5, 0, 13);
    assertThat(units.aggregate(scores, Aggregation.NORMALIZED))
        .containsExactly(3.5 / 4, 0, 8.5 / 4);
    double[] doubled = Arrays.stream(scores).map(s -> 2 * s).toArray();
    assertThat(units.aggregate(doubled, Aggregation.L2)).containsExactly(10, 0, 26);
    assertThat(units.aggregate(doubled, Aggregation.NORMALIZED))
        .containsExactly(3.5 / 4, 0, 8.5 / 4);
    // Rows in another order give the same scores in that order.
    double[] turned = {5, 12, 3, 4, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9};
    assertThat(units.aggregate(turned, Aggregation.L2)).containsExactly(13, 5, 0);
  }

  @Test
  void ofEachGroupTheBestOfAllChoicesStays() {
    Network network =
        new Draft(4, 4, 4).conv("c", 2, 1, true).flatten("f").dense("fc", 3).classes(3);
    assertThatThrownBy(() -> choose(network, 2, 4, new double[network.size()], Set.of()))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "layer out has weights 3x3, whose input axis of 3 is no multiple of 4, expected another"
                + " m of granularity nm, or the layer in prune.keep");
    SplittableRandom random = new SplittableRandom(1);
    double[] scores = random.doubles(network.size()).toArray();
    for (int n = 1; n < 4; n++) {
      BitSet lost = choose(network, n, 4, scores, Set.of("out"));
      int checked = 0;
      // Convolution: [2, 4, 3, 3], a group for each filter and position of the kernel.
      for (int out = 0; out < 2; out++) {
        for (int tap = 0; tap < 9; tap++) {
          int[] group = {0, 1, 2, 3};
          for (int in = 0; in < 4; in++) {
            group[in] = (out * 4 + in) * 9 + tap;
          }
          assertThat(stays(group, lost)).isEqualTo(best(group, n, scores));
          checked++;
        }
      }
      int fc = network.slot("fc.weight").offset(); // [3, 32]
      for (int first = fc; first < fc + 96; first += 4) {
        int[] group = {first, first + 1, first + 2, first + 3};
        assertThat(stays(group, lost)).isEqualTo(best(group, n, scores));
        checked++;
      }
      assertThat(lost.cardinality()).isEqualTo(checked * (4 - n));
    }
  }

  private static BitSet choose(Network network, int n, int m, double[] scores, Set<String> kept) {
    return new NmGranularity(n, m)
        .lowest(network, scores, Mask.full(network.size()), kept)
        .orElseThrow();
  }

  private static Set<Integer> stays(int[] group, BitSet lost) {
    Set<Integer> left = new HashSet<>();
    Arrays.stream(group).filter(i -> !lost.get(i)).forEach(left::add);
    return left;
  }

  /** Of all choices of n of a group, the one whose scores add up to most. */
  private static Set<Integer> best(int[] group, int n, double[] scores) {
    double most = -1;
    Set<Integer> best = Set.of();
    for (int choice = 0; choice < 1 << group.length; choice++) {
      Set<Integer> chosen = new HashSet<>();
      double sum = 0;
      for (int k = 0; k < group.length; k++) {
        if ((choice >> k & 1) == 1) {
          chosen.add(group[k]);
          sum += scores[group[k]];
        }
      }
      if (chosen.size() == n && sum > most) {
        most = sum;
        best = chosen;
      }
    }
    return best;
  }

  @Test
  void whatIsPrunedAlreadyCountsAndTiesGoByIndex() {
    Network network = TestNetworks.dense(8, 1);
    NmGranularity nm = new NmGranularity(2, 4);
    Mask current = Mask.full(8).without(1, 4, 5, 6);
    double[] scores = {1, 9, 1, 1, 9, 9, 9, 1};
    // Of 0, 2, 3 the first goes; of the second group one is left, which stays.
    BitSet lost = nm.lowest(network, scores, current, Set.of()).orElseThrow();
    assertThat(lost.stream().toArray()).containsExactly(0);
    // Only the order of scores matters.
    double[] other = {10, -5, 10, 10, -5, -5, -5, 3};
    assertThat(nm.lowest(network, other, current, Set.of()).orElseThrow()).isEqualTo(lost);
    assertThat(nm.sparsity()).hasValue(0.5);
    assertThat(named("weight").lowest(network, scores, current, Set.of())).isEmpty();
  }

  @Test
  void nOfMTakesFewerThanAll() {
    assertThatThrownBy(() -> named("nm", Map.of("n", 4L, "m", 4L)))
        .isInstanceOf(InputException.class)
        .hasMessage("prune.granularity is nm with n 4 and m 4, expected n from 1 and below m");
  }

  /** Weights {@code [2, 2]} at 0, biases at 4, weights {@code [1, 2]} at 6, a bias at 8. */
  @Test
  void whatBecomesZeroForNowIsTheRowAloneWhereWhatGoesTakesBiasAndColumnAlong() {
    Network network = TestNetworks.dense(true, 2, 2, 1);
    BitSet second = new BitSet();
    second.set(1);
    for (String name : List.of("neuron", "channel")) {
      Units units = named(name).units(network);
      assertThat(units.without(Mask.full(9), second).indices()).containsExactly(0, 1, 4, 6, 8);
      assertThat(units.silent(Mask.full(9), second).indices()).containsExactly(0, 1, 4, 5, 6, 7, 8);
    }
    assertThat(named("weight").units(network).silent(Mask.full(9), second))
        .isEqualTo(Mask.full(9).without(1));
    // Of a granularity that removes no channels nothing reads a unit: all of it becomes 0.
    assertThat(named("row").units(network).silent(Mask.full(9), second))
        .isEqualTo(named("row").units(network).without(Mask.full(9), second));
  }
}
