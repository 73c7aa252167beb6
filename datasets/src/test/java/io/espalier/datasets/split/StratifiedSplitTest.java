package io.espalier.datasets.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.datasets.source.Example;
import io.espalier.datasets.source.Identity;
import io.espalier.datasets.source.Source.Split;
import io.espalier.shard.Shard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StratifiedSplitTest {
  /** Records of each class: none, one, two, and more than there are buckets. */
  private static final int[] SIZES = {0, 1, 2, 3, 50, 10_007};

  private static JavaSparkContext sc;

  @BeforeAll
  static void start() {
    sc = new JavaSparkContext("local[2]", "test");
  }

  @AfterAll
  static void stop() {
    sc.close();
  }

  private static List<Example> examples() {
    List<Example> all = new ArrayList<>();
    Shard.Features none = new Shard.Pixels(new byte[] {0});
    for (int c = 0; c < SIZES.length; c++) {
      for (int i = 0; i < SIZES[c]; i++) {
        all.add(new Example(new Identity(c % 2, 100_000L * c + i), c, none));
      }
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource({"0.1, 0.2, 1", "0.29, 0.29, 2", "0, 0.5, 3", "0.001, 0, 4", "0.5, 0.499, 5"})
  void equalsSortingEachClassByKey(double validation, double test, long seed) {
    List<Example> all = examples();
    SplitRule rule =
        new StratifiedSplit(validation, test).cut(sc.parallelize(all, 5), SIZES.length, seed);
    Map<Split, Set<Identity>> expected = new EnumMap<>(Split.class);
    Map<Split, Set<Identity>> actual = new EnumMap<>(Split.class);
    for (Split s : Split.values()) {
      expected.put(s, new TreeSet<>());
      actual.put(s, new TreeSet<>());
    }
    for (int c = 0; c < SIZES.length; c++) {
      int label = c;
      List<Example> sorted = new ArrayList<>(all.stream().filter(e -> e.label() == label).toList());
      sorted.sort(
          Comparator.<Example, Long>comparing(
                  e -> Keys.ofSplit(seed, e.identity()) + Long.MIN_VALUE)
              .thenComparing(Example::identity));
      int n = sorted.size();
      int tests = (int) Math.min(Math.max(0, n - 1), Math.floor(test * n + 0.5 + 1e-9));
      int validations =
          (int) Math.min(Math.max(0, n - 1) - tests, Math.floor(validation * n + 0.5 + 1e-9));
      for (int i = 0; i < n; i++) {
        Split s = i < tests ? Split.TEST : i < tests + validations ? Split.VALIDATION : Split.TRAIN;
        expected.get(s).add(sorted.get(i).identity());
      }
    }
    all.forEach(e -> actual.get(rule.of(e)).add(e.identity()));
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void roundsHalfUpInDecimalAndLeavesOneInTrain() {
    StratifiedSplit split = new StratifiedSplit(0.1, 0.29);
    assertThat(split.counts(50)).containsExactly(15, 5);
    assertThat(split.counts(5)).containsExactly(1, 1);
    assertThat(split.counts(4)).containsExactly(1, 0);
    assertThat(split.counts(1)).containsExactly(0, 0);
    assertThat(split.counts(0)).containsExactly(0, 0);
    assertThat(new StratifiedSplit(0.4, 0.5).counts(2)).containsExactly(1, 0);
  }

  @Test
  void onlyTheBoundaryBucketsAreCollected() {
    List<Example> all = examples();
    boolean[] wanted = new boolean[SIZES.length * KeyHistogram.BUCKETS];
    wanted[5 * KeyHistogram.BUCKETS + 102] = true;
    var near = sc.parallelize(all, 3).flatMap(new BoundaryKeys(wanted, 1)).collect();
    long[] histogram = new KeyHistogram(SIZES.length, 1).call(all.iterator()).next();
    assertThat(near).hasSize((int) histogram[5 * KeyHistogram.BUCKETS + 102]).isNotEmpty();
    assertThat(near).allSatisfy(t -> assertThat(t._2().key() >>> 54).isEqualTo(102));
    assertThat(Arrays.stream(histogram).sum()).isEqualTo(all.size());
  }

  @Test
  void ordersByUnsignedKeyThenIdentity() {
    Rank low = new Rank(1, new Identity(9, 9));
    Rank high = new Rank(-1, new Identity(0, 0));
    Rank tie = new Rank(-1, new Identity(0, 1));
    assertThat(low).isLessThan(high);
    assertThat(high).isLessThan(tie);
    assertThat(SplitRule.NOTHING).isLessThan(new Rank(0, new Identity(0, 0)));
  }
}
