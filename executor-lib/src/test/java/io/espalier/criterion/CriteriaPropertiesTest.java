package io.espalier.criterion;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.mask.Mask;
import io.espalier.method.Need;
import io.espalier.model.Network;
import io.espalier.statistic.Statistic;
import io.espalier.statistic.Sums;
import io.espalier.structure.Aggregation;
import io.espalier.structure.ChannelGranularity;
import io.espalier.structure.FilterGranularity;
import io.espalier.structure.Granularity;
import io.espalier.structure.NeuronGranularity;
import io.espalier.structure.WeightGranularity;
import io.espalier.train.Dl4jTrainer;
import io.espalier.train.MadeUpBatches;
import io.espalier.train.Trainer;
import io.espalier.train.sparse.SparseTrainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every criterion there is. */
class CriteriaPropertiesTest {
  private static final List<Granularity> GRANULARITIES =
      List.of(
          new WeightGranularity(),
          new NeuronGranularity(Aggregation.SUM, 1, 1),
          new FilterGranularity(Aggregation.SUM, 1, 1),
          new ChannelGranularity(Aggregation.MEAN, 1, 1));

  /** Each criterion with each granularity and network that it does not refuse. */
  static Stream<Arguments> combinations() {
    List<Arguments> all = new ArrayList<>();
    for (String name : names().toList()) {
      for (Granularity granularity : GRANULARITIES) {
        for (Network network : networks(granularity)) {
          if (Criteria.REGISTRY.named(name).refuses(network, granularity).isEmpty()) {
            all.add(Arguments.of(name, granularity, network));
          }
        }
      }
    }
    return all.stream();
  }

  private static List<Network> networks(Granularity granularity) {
    return switch (granularity.name()) {
      case "neuron" -> List.of(Drawings.dense());
      case "filter" -> List.of(Drawings.convolutions());
      case "channel" -> List.of(Drawings.residual());
      default -> List.of(Drawings.dense(), Drawings.convolutions());
    };
  }

  /** All but those whose scores a training carries along: they ask the data nothing. */
  static Stream<String> names() {
    return Criteria.REGISTRY.names().stream()
        .filter(name -> !Criteria.REGISTRY.method(name).needs(Need.DENSE_STATE));
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachFitsSomething(String name) {
    assertThat(combinations().filter(a -> a.get()[0].equals(name))).isNotEmpty();
  }

  /** Shards of 5, 8, 3 and 6 examples; some weights are pruned. */
  private static Gathered gathered(Granularity granularity, Network network) {
    float[] values = Drawings.values(network, 11);
    BitSet gone = new BitSet();
    if (granularity instanceof WeightGranularity) {
      network.prunable().forEach(slot -> gone.set(slot.offset() + 1));
    }
    gone.stream().forEach(i -> values[i] = 0);
    return new Gathered(
        network,
        values,
        Mask.full(network.size()).without(gone),
        granularity.units(network),
        MadeUpBatches.of(network, 12, 5, 8, 3, 6));
  }

  private static double[] live(Gathered gathered, double[] scores) {
    BitSet gone = gathered.units().gone(gathered.mask());
    return gathered.units().strata().stream()
        .flatMapToInt(s -> IntStream.range(s.offset(), s.end()))
        .filter(u -> !gone.get(u))
        .mapToDouble(u -> scores[u])
        .toArray();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("combinations")
  void scoresAreFiniteAndTellUnitsApart(String name, Granularity granularity, Network network) {
    Criterion criterion = Criteria.REGISTRY.named(name);
    Gathered gathered = gathered(granularity, network);
    double[] scores =
        live(gathered, criterion.score(gathered.evidence(criterion), Aggregation.SUM));
    assertThat(scores).hasSize(live(gathered, new double[network.size()]).length);
    assertThat(Arrays.stream(scores)).allMatch(Double::isFinite);
    assertThat(Arrays.stream(scores).distinct().count()).isGreaterThan(1);
  }

  /** Executors have trainers of their own and come to their shards in any order. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("combinations")
  void scoresDoNotDependOnWhichExecutorHasWhichShard(
      String name, Granularity granularity, Network network) {
    Criterion criterion = Criteria.REGISTRY.named(name);
    Gathered gathered = gathered(granularity, network);
    double[] alone = criterion.score(gathered.evidence(criterion), Aggregation.SUM);
    double[] again = criterion.score(gathered.evidence(criterion), Aggregation.SUM);
    assertThat(again).containsExactly(alone);
    try (Trainer one = new SparseTrainer(network);
        Trainer other = new SparseTrainer(network)) {
      Evidence split =
          gathered.evidence(
              criterion, shard -> shard % 2 == 0 ? one : other, new int[] {3, 0, 2, 1});
      assertThat(criterion.score(split, Aggregation.SUM)).containsExactly(alone);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("combinations")
  void bothTrainersGatherTheSameStatistics(String name, Granularity granularity, Network network) {
    Criterion criterion = Criteria.REGISTRY.named(name);
    Gathered gathered = gathered(granularity, network);
    Map<Statistic, Sums> sparse = gathered.evidence(criterion).sums();
    try (Trainer dl4j = new Dl4jTrainer(network)) {
      Map<Statistic, Sums> dense =
          gathered.evidence(criterion, shard -> dl4j, new int[] {0, 1, 2, 3}).sums();
      assertThat(dense.keySet()).isEqualTo(sparse.keySet());
      sparse.forEach((statistic, sums) -> agree(statistic, sums, dense.get(statistic)));
    }
  }

  /** To 1e-4 of the largest: what cancels has no digits of its own. */
  private static void agree(Statistic statistic, Sums sparse, Sums dense) {
    assertThat(dense.examples()).isEqualTo(sparse.examples());
    assertThat(dense.batches()).isEqualTo(sparse.batches());
    double largest = Arrays.stream(sparse.values()).map(Math::abs).max().orElse(0);
    for (int i = 0; i < sparse.values().length; i++) {
      assertThat(Math.abs(dense.values()[i] - sparse.values()[i]))
          .as("%s at %s", statistic, i)
          .isLessThanOrEqualTo(1e-4 * largest);
    }
  }

  /** What needs data says so, and what needs structures refuses single weights. */
  @ParameterizedTest
  @MethodSource("names")
  void needsAreWhatTheySay(String name) {
    Criterion criterion = Criteria.REGISTRY.named(name);
    Network network = Drawings.convolutions();
    assertThat(criterion.refuses(network, new WeightGranularity()).isPresent())
        .isEqualTo(Criteria.REGISTRY.method(name).needs(Need.STRUCTURES));
    if (!criterion.statistics(network).isEmpty()) {
      assertThat(Criteria.REGISTRY.method(name).needs()).contains(Need.DATA);
    }
  }
}
