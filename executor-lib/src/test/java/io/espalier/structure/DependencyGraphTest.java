package io.espalier.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.model.Network;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Operation.Border;
import io.espalier.model.Operation.Convolution;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Operation.Flatten;
import io.espalier.model.Operation.Window;
import io.espalier.model.Shape;
import io.espalier.model.TestNetworks;
import io.espalier.model.Zoo;
import io.espalier.structure.DependencyGraph.Coupled;
import io.espalier.structure.DependencyGraph.Place;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DependencyGraphTest {
  private static Coupled channel(Network network, String layer, int index) {
    return DependencyGraph.of(network).channels().stream()
        .filter(c -> c.producers().contains(new Place(layer, index)))
        .findFirst()
        .orElseThrow();
  }

  private static List<Place> places(String layer, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> new Place(layer, i)).toList();
  }

  @Test
  void aFlattenedChannelIsReadByAColumnForEachPixel() {
    Coupled c = channel(Draft.flattened(), "c2", 1);
    assertThat(c.producers()).containsExactly(new Place("c2", 1));
    assertThat(c.dependents()).isEmpty();
    assertThat(c.consumers()).isEqualTo(places("fc", 6, 12)); // 3x2 pixels
  }

  @Test
  void aBatchNormDependsOnItsChannel() {
    Coupled c = channel(Draft.flattened(), "c1", 3);
    assertThat(c.dependents()).containsExactly(new Place("bn", 3));
    assertThat(c.consumers()).containsExactly(new Place("c2", 3));
    Network n = Draft.flattened();
    // A filter of 2x3x3, gamma, beta, mean and variance, a column of 3x3x3.
    int[] members = new Indices(n).members(c);
    assertThat(members).hasSize(18 + 4 + 27);
    assertThat(members).contains(3 * 18, 3 * 18 + 17);
    assertThat(members).contains(72 + 3, 76 + 3, 80 + 3, 84 + 3);
    assertThat(members).contains(88 + 27, 88 + 35, 88 + 36 + 27, 88 + 72 + 35);
    assertThat(new Indices(n).weights(c)).hasSize(18 + 27);
    assertThat(new Indices(n).produced(c)).isEqualTo(IntStream.range(54, 72).toArray());
  }

  @Test
  void anAdditionMakesItsInputsChannelsOne() {
    Coupled c = channel(Draft.residual(), "stem", 2);
    assertThat(c.producers())
        .containsExactly(new Place("stem", 2), new Place("a2", 2), new Place("b1", 2));
    assertThat(c.dependents()).containsExactly(new Place("bn", 2));
    assertThat(c.consumers())
        .containsExactly(new Place("a1", 2), new Place("b1", 2), new Place("out", 2));
    assertThat(channel(Draft.residual(), "a1", 0).consumers()).containsExactly(new Place("a2", 0));
    // b1 reads its own channel: row and column share 9 weights.
    assertThat(new Indices(Draft.residual()).members(c))
        .hasSize((18 + 1) + 4 * 9 + (36 + 4) + (45 + 1 + 45 - 9) + 3);
  }

  @Test
  void aConcatenationShiftsChannels() {
    Network n = Draft.concatenated();
    Coupled c = channel(n, "b", 1);
    assertThat(c.producers()).containsExactly(new Place("b", 1), new Place("c", 4));
    assertThat(c.dependents()).containsExactly(new Place("bn", 4));
    assertThat(c.consumers())
        .isEqualTo(
            Stream.concat(places("fc1", 16, 20).stream(), places("fc2", 16, 20).stream()).toList());
    assertThat(channel(n, "fc2", 0).consumers()).containsExactly(new Place("out", 0));
    assertThat(channel(n, "fc1", 0).consumers()).containsExactly(new Place("out", 3));
  }

  @Test
  void aDepthwiseConvolutionPassesChannelsOn() {
    Coupled c = channel(Draft.depthwise(), "c1", 3);
    assertThat(c.producers()).containsExactly(new Place("c1", 3));
    assertThat(c.dependents())
        .containsExactly(new Place("bn1", 3), new Place("dw", 3), new Place("bn2", 3));
    assertThat(c.consumers()).containsExactly(new Place("c2", 3));
  }

  @Test
  void whatMayNotGoIsNamedWithTheReason() {
    assertThat(DependencyGraph.of(Draft.chain()).whyProtected())
        .isEqualTo(Map.of("out", "gives the network's output"));
    assertThat(DependencyGraph.of(TestNetworks.grouped()).whyProtected())
        .isEqualTo(
            Map.of(
                "conv",
                "comes from conv, a convolution of 2 groups",
                "fc",
                "gives the network's output"));
    Network read = new Draft(1, 4, 4).conv("a", 4).conv("b", 4, 2, true).flatten("f").classes(2);
    assertThat(DependencyGraph.of(read).whyProtected())
        .containsEntry("a", "is read by b, a convolution of 2 groups");
    Network opaque =
        new Draft(4).dense("a", 3).opaque("odd").dense("b", 3).act("t", Function.TANH).classes(2);
    assertThat(DependencyGraph.of(opaque).whyProtected())
        .containsOnlyKeys("a", "out")
        .containsEntry("a", "is read by odd, opaque (Lambda)");
    Network mixed = new Draft(4).dense("a", 3).act("soft", Function.SOFTMAX).classes(2);
    assertThat(DependencyGraph.of(mixed).whyProtected())
        .containsEntry("a", "is mixed with others by softmax soft");
    Network first = new Draft(2, 4, 4).conv("a", 2).add("s", "a", "input").flatten("f").classes(2);
    assertThat(DependencyGraph.of(first).whyProtected())
        .containsEntry("a", "is one with the network's input");
    Network start = new Draft(2, 4, 4).depthwise("dw").conv("a", 3).flatten("f").classes(2);
    assertThat(DependencyGraph.of(start).whyProtected()).containsOnlyKeys("dw", "out");
  }

  @Test
  void whatIsReadInAnotherShapeKeepsItsChannels() {
    Shape image = Shape.of(2, 4, 4);
    Window same = new Window(3, 3, 1, 1, 0, 0, 1, 1, Border.SAME);
    Network network =
        new Network(
            "reshaped",
            Shape.of(3),
            Network.Layout.CHANNELS_FIRST,
            List.of(
                new Dense("fc", List.of(Network.INPUT), 3, 16, true),
                new Convolution("conv", List.of("fc"), 1, 2, same, 1, true, image),
                new Flatten("flat", List.of("conv"), Shape.of(32)),
                new Dense("out", List.of("flat"), 32, 2, true)),
            Optional.empty());
    DependencyGraph graph = DependencyGraph.of(network);
    assertThat(graph.whyProtected())
        .containsEntry("fc", "is read in another shape by conv")
        .containsOnlyKeys("fc", "out");
    assertThat(graph.channels())
        .extracting(c -> c.producers().get(0))
        .containsExactly(new Place("conv", 0), new Place("conv", 1));
    assertThat(graph.input(network.operations().get(1))).hasSize(1);
  }

  @Test
  void residualStagesOfResnet20AreOneSetEach() {
    List<Coupled> all =
        DependencyGraph.of(Zoo.network("resnet-20", Shape.of(3, 8, 8), 4)).channels();
    // 16, 32 and 64 channels of the stages, and those within each of three blocks.
    assertThat(all).hasSize((16 + 32 + 64) * (1 + 3));
    // The first stage's stem and three blocks; of the others the shortcut in place of the stem.
    assertThat(all.stream().filter(c -> c.producers().size() == 4)).hasSize(16 + 32 + 64);
    assertThat(all.stream().filter(c -> c.producers().size() == 1)).hasSize(3 * (16 + 32 + 64));
  }

  static Stream<Network> networks() {
    return Stream.concat(
        Stream.of(
            Draft.chain(),
            Draft.flattened(),
            Draft.residual(),
            Draft.concatenated(),
            Draft.depthwise()),
        LongStream.range(1, 9).mapToObj(Draft::random));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void withoutItsColumnsNothingElseOfAChannelReachesTheOutput(Network network) {
    Indices indices = new Indices(network);
    SplittableRandom random = new SplittableRandom(1);
    for (Coupled c : DependencyGraph.of(network).channels()) {
      float[] values = Outputs.values(network, 3);
      c.consumers().forEach(p -> indices.column(p).forEach(i -> values[i] = 0));
      float[] before = Outputs.scores(network, values);
      Stream.concat(c.producers().stream(), c.dependents().stream())
          .flatMapToInt(indices::row)
          .filter(i -> values[i] != 0)
          .forEach(i -> values[i] += 1 + (float) random.nextDouble());
      Outputs.near(Outputs.scores(network, values), before, 1e-5);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void everyColumnReadsTheChannel(Network network) {
    Indices indices = new Indices(network);
    for (Coupled c : DependencyGraph.of(network).channels()) {
      for (Place left : c.consumers()) {
        float[] values = Outputs.values(network, 3);
        int[] own = indices.column(left).toArray();
        c.consumers().forEach(p -> indices.column(p).forEach(i -> values[i] = 0));
        float[] before = Outputs.scores(network, values);
        Arrays.stream(own).forEach(i -> values[i] = 0.5f);
        assertThat(Outputs.scores(network, values)).as("%s", left).isNotEqualTo(before);
      }
    }
  }
}
