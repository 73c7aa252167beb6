package io.espalier.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.mask.Mask;
import io.espalier.measure.Cost;
import io.espalier.measure.Inspection;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Shape;
import io.espalier.model.Zoo;
import io.espalier.shard.Batch;
import io.espalier.train.Course;
import io.espalier.train.Dl4jTrainer;
import io.espalier.train.Initializer;
import io.espalier.train.LearningRate;
import io.espalier.train.MadeUpBatches;
import io.espalier.train.OptimizerSpec;
import io.espalier.train.ReplicaState;
import io.espalier.train.Survivors;
import io.espalier.train.Trainer;
import io.espalier.train.sparse.SparseTrainer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class CompactTest {
  private static final Granularity CHANNEL = Granularities.REGISTRY.named("channel");

  private static Network lenet5() {
    return Zoo.network("lenet-5", Shape.of(1, 16, 16), 4);
  }

  static Stream<Arguments> networks() {
    List<Network> named =
        List.of(
            Draft.chain(),
            Draft.flattened(),
            Draft.residual(),
            Draft.concatenated(),
            Draft.depthwise(),
            Zoo.network("lenet-300-100", Shape.of(1, 6, 6), 4),
            lenet5(),
            Zoo.network("vgg-small", Shape.of(3, 8, 8), 4),
            Zoo.network("resnet-20", Shape.of(3, 8, 8), 4));
    return Stream.concat(
        named.stream().map(n -> Arguments.of(n.name() + n.size(), n)),
        LongStream.range(1, 21).mapToObj(s -> Arguments.of("random " + s, Draft.random(s))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void computesWhatTheMaskedNetworkDoesFromTheSameSurvivors(String name, Network network) {
    for (long seed = 1; seed <= 3; seed++) {
      Units units = CHANNEL.units(network);
      Mask mask = units.without(Mask.full(network.size()), Outputs.some(units, seed));
      // Single weights go too: the smaller network has a mask of its own.
      SplittableRandom random = new SplittableRandom(seed);
      mask =
          mask.without(
              network.prunable().stream()
                  .flatMapToInt(s -> IntStream.range(s.offset(), s.end()))
                  .filter(i -> random.nextInt(5) == 0)
                  .toArray());
      float[] values = Outputs.values(network, seed);

      Compact compact = Compact.of(network, mask);

      assertThat(compact.mask().size()).isEqualTo(compact.network().size());
      float[] survivors = Survivors.gather(mask, values);
      float[] smaller = Survivors.scatter(compact.mask(), survivors);
      Outputs.near(
          Outputs.scores(compact.network(), smaller),
          Outputs.scores(network, Survivors.scatter(mask, survivors)),
          1e-5);
      // Nothing is left to take out.
      Compact again = Compact.of(compact.network(), compact.mask());
      assertThat(again.network()).isSameAs(compact.network());
      assertThat(again.mask()).isSameAs(compact.mask());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void takesOutAllUnitsAndNothingElse(String name, Network network) {
    Units units = CHANNEL.units(network);
    BitSet gone = Outputs.some(units, 7);
    Mask mask = units.without(Mask.full(network.size()), gone);

    Compact compact = Compact.of(network, mask);

    // Without single weights pruned, the smaller network has no zeros.
    assertThat(compact.mask()).isEqualTo(Mask.full(compact.network().size()));
    assertThat(compact.network().size()).isEqualTo(mask.survivors(0, mask.size()));
    assertThat(compact.network().classes()).isEqualTo(network.classes());
    assertThat(compact.network().input()).isEqualTo(network.input());
  }

  @Test
  void shapesOfLenet5WithoutAFilterOfEachConvolutionAndTwoNeurons() {
    Network network = lenet5();
    Units units = CHANNEL.units(network);
    BitSet gone = new BitSet();
    List<Stratum> strata = units.strata();
    gone.set(strata.get(0).offset());
    gone.set(strata.get(1).offset() + 49);
    gone.set(strata.get(2).offset() + 5, strata.get(2).offset() + 7);

    Network smaller = Compact.of(network, units.without(Mask.full(network.size()), gone)).network();

    assertThat(smaller.operations())
        .extracting(Operation::output)
        .containsExactly(
            Shape.of(19, 12, 12),
            Shape.of(19, 6, 6),
            Shape.of(49, 2, 2),
            Shape.of(49, 1, 1),
            Shape.of(49),
            Shape.of(498),
            Shape.of(498),
            Shape.of(4),
            Shape.of(4));
    assertThat(Cost.of(smaller).prunable()).isEqualTo(19 * 25 + 49 * 19 * 25 + 498 * 49 + 4 * 498);
    assertThat(Cost.of(smaller).flops())
        .isEqualTo(19 * 25 * 144 + 49 * 19 * 25 * 4 + 498 * 49 + 4 * 498);
    assertThat(Inspection.of(smaller).get(2).shapes()).isEqualTo("weight 49x19x5x5, bias 49");
  }

  @Test
  void aNetworkFromWhichNothingWholeIsGoneIsReturnedAsItIs() {
    Network network = Draft.flattened();
    // All of a filter but its batch norm's shift.
    Units units = CHANNEL.units(network);
    BitSet first = new BitSet();
    first.set(0);
    int beta = network.slot("bn.beta").offset();
    Mask whole = units.without(Mask.full(network.size()), first);
    Mask mask =
        Mask.full(network.size())
            .without(
                IntStream.range(0, network.size())
                    .filter(i -> i != beta && !whole.survives(i))
                    .toArray());

    Compact compact = Compact.of(network, mask);

    assertThat(compact.network()).isSameAs(network);
    assertThat(compact.mask()).isSameAs(mask);
  }

  @Test
  void anOperationKeepsAChannelEvenWhereTheMaskHasNone() {
    Network network = Draft.chain();
    Mask nothing = Mask.full(network.size()).without(IntStream.range(0, network.size()).toArray());

    Compact compact = Compact.of(network, nothing);

    assertThat(compact.network().slot("fc1.weight").parameter().shape()).isEqualTo(Shape.of(1, 6));
    assertThat(compact.network().slot("fc2.weight").parameter().shape()).isEqualTo(Shape.of(1, 1));
    assertThat(compact.network().slot("out.weight").parameter().shape()).isEqualTo(Shape.of(3, 1));
    assertThat(compact.mask().survivors(0, compact.mask().size())).isZero();
  }

  static Stream<Arguments> branched() {
    List<Arguments> all = new ArrayList<>();
    all.add(Arguments.of("residual", Draft.residual()));
    all.add(Arguments.of("resnet-20", Zoo.network("resnet-20", Shape.of(3, 8, 8), 4)));
    return all.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("branched")
  void withoutResidualBranchesComputesWhatTheMaskedNetworkDoes(String name, Network network) {
    Units units = Granularities.REGISTRY.named("layer").units(network);
    float[] values = Outputs.values(network, 2);
    for (long seed = 1; seed <= 4; seed++) {
      BitSet gone = Outputs.some(units, seed);
      gone.andNot(layers(network));
      Mask mask = units.without(Mask.full(network.size()), gone);
      // And channels of what is left.
      Units channels = CHANNEL.units(network);
      mask = channels.without(mask, Outputs.some(channels, seed));

      Compact compact = Compact.of(network, mask);

      float[] survivors = Survivors.gather(mask, values);
      Outputs.near(
          Outputs.scores(compact.network(), Survivors.scatter(compact.mask(), survivors)),
          Outputs.scores(network, Outputs.masked(mask, values)),
          1e-5);
      assertThat(compact.mask()).isEqualTo(Mask.full(survivors.length));
    }
  }

  /** Units that are no residual branches: without them the masked network computes a constant. */
  private static BitSet layers(Network network) {
    BitSet layers = new BitSet();
    List<Bypass> all = Bypasses.of(network);
    for (int u = 0; u < all.size(); u++) {
      layers.set(u, all.get(u).add().isEmpty());
    }
    return layers;
  }

  @Test
  void anAdditionLeftWithOneInputIsNoMore() {
    Network network = Draft.residual();
    Units units = Granularities.REGISTRY.named("layer").units(network);
    BitSet both = new BitSet();
    both.set(0, 2);

    Network smaller = Compact.of(network, units.without(Mask.full(network.size()), both)).network();

    assertThat(smaller.operations())
        .extracting(Operation::name)
        .containsExactly("stem", "t0", "t2", "pool", "out", "softmax");
    assertThat(smaller.operations().get(2).inputs()).containsExactly("t0");
    assertThat(smaller.operations().get(3).inputs()).containsExactly("t2");
  }

  @Test
  void aBypassedLayerPassesItsInputOn() {
    Network network =
        new Draft(5)
            .dense("fc1", 4)
            .act("r1", Operation.Activation.Function.RELU)
            .dense("fc2", 4)
            .norm("bn")
            .act("r2", Operation.Activation.Function.TANH)
            .classes(4);
    Units units = Granularities.REGISTRY.named("layer").units(network);
    BitSet first = new BitSet();
    first.set(0);
    Mask mask = units.without(Mask.full(network.size()), first);
    float[] values = Outputs.values(network, 1);

    Compact compact = Compact.of(network, mask);

    Network expected =
        new Draft(5).dense("fc1", 4).act("r1", Operation.Activation.Function.RELU).classes(4);
    assertThat(units.size()).isEqualTo(1);
    assertThat(compact.network().operations()).isEqualTo(expected.operations());
    float[] left = Survivors.scatter(compact.mask(), Survivors.gather(mask, values));
    assertThat(left).startsWith(java.util.Arrays.copyOf(values, 24));
    assertThat(left).hasSize(44);
  }

  static Stream<Network> trained() {
    return Stream.of(Draft.flattened(), Draft.residual(), lenet5());
  }

  @ParameterizedTest
  @MethodSource("trained")
  void fineTunesAtItsOwnSizeAsTheMaskedNetworkDoes(Network network) {
    Units units = CHANNEL.units(network);
    Mask mask = units.without(Mask.full(network.size()), Outputs.some(units, 3));
    Compact compact = Compact.of(network, mask);
    float[] start = Survivors.gather(mask, Initializer.values(network, 3));
    List<Batch> batches = MadeUpBatches.of(network, 4, 9, 9, 9);

    float[] masked;
    float[] smaller;
    try (Trainer dense = new Dl4jTrainer(network);
        Trainer sparse = new SparseTrainer(compact.network())) {
      masked = fineTuned(dense, start, mask, batches);
      smaller = fineTuned(sparse, start, compact.mask(), batches);
    }

    assertThat(smaller).isNotEqualTo(start);
    Outputs.near(smaller, masked, 1e-4);
  }

  private static float[] fineTuned(
      Trainer trainer, float[] survivors, Mask mask, List<Batch> batches) {
    return trainer
        .fineTune(
            new ReplicaState(survivors.clone(), new float[0][], 0),
            mask,
            batches.iterator(),
            Course.plain(
                new OptimizerSpec(
                    OptimizerSpec.Kind.NESTEROV, 0.01, 0.9, 0.9, 0.999, 1e-4, 1e-4, 1e-2),
                new LearningRate(LearningRate.Kind.COSINE, 0.1),
                batches.size()),
            7)
        .state()
        .values();
  }
}
