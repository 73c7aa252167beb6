package io.espalier.datasets.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.datasets.source.Example;
import io.espalier.datasets.source.Identity;
import io.espalier.datasets.split.Keys;
import io.espalier.model.Shape;
import io.espalier.shard.Shard;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ShardingTest {
  private static final Shape SHAPE = Shape.of(2);
  private static JavaSparkContext sc;

  @BeforeAll
  static void start() {
    sc = new JavaSparkContext("local[2]", "test");
  }

  @AfterAll
  static void stop() {
    sc.close();
  }

  private static Example pixels(int member) {
    byte[] values = {(byte) member, (byte) 255};
    return new Example(new Identity(0, member), member, new Shard.Pixels(values));
  }

  @Test
  void eachRecordIsWhereItsKeySays() {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      examples.add(pixels(i));
    }
    List<Shard> shards = new Sharding(SHAPE, 3, 9).shards(sc.parallelize(examples, 2)).collect();
    assertThat(shards).extracting(Shard::index).containsExactly(0, 1, 2);
    assertThat(shards.stream().mapToInt(Shard::size).sum()).isEqualTo(2000);
    for (Shard s : shards) {
      long before = 0;
      for (int i = 0; i < s.size(); i++) {
        long key = Keys.ofShard(9, new Identity(0, s.labels()[i]));
        assertThat(Long.remainderUnsigned(key, 3)).isEqualTo(s.index());
        assertThat(Long.compareUnsigned(before, key)).isNotPositive();
        assertThat(s.features().at(2 * i)).isEqualTo(s.labels()[i] & 0xff);
        assertThat(s.features().at(2 * i + 1)).isEqualTo(255);
        before = key;
      }
    }
  }

  @Test
  void aShardOfPixelsStaysBytesAndAMixedOneBecomesFloats() {
    Example real = new Example(new Identity(1, 0), 1, new Shard.Floats(new float[] {-0.5f, 2}));
    List<Shard> mixed =
        new Sharding(SHAPE, 1, 9).shards(sc.parallelize(List.of(pixels(200), real), 2)).collect();
    assertThat(mixed.get(0).features()).isInstanceOf(Shard.Floats.class);
    float[] values = ((Shard.Floats) mixed.get(0).features()).values();
    assertThat(values).containsExactlyInAnyOrder(200, 255, -0.5f, 2);
    List<Shard> bytes =
        new Sharding(SHAPE, 2, 9).shards(sc.parallelize(List.of(pixels(200)), 1)).collect();
    assertThat(bytes).allMatch(s -> s.features() instanceof Shard.Pixels);
    assertThat(bytes).extracting(Shard::size).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void fingerprintSeesEveryBit() {
    Shard shard = new Shard(0, SHAPE, new int[] {1}, new Shard.Floats(new float[] {0, 1}));
    List<Shard> others =
        List.of(
            new Shard(0, SHAPE, new int[] {2}, new Shard.Floats(new float[] {0, 1})),
            new Shard(0, SHAPE, new int[] {1}, new Shard.Floats(new float[] {-0f, 1})),
            new Shard(0, SHAPE, new int[] {1}, new Shard.Pixels(new byte[] {0, 1})));
    assertThat(others).allSatisfy(o -> assertThat(print(o, "a")).isNotEqualTo(print(shard, "a")));
    assertThat(print(shard, "a")).isEqualTo(print(shard, "a")).isNotEqualTo(print(shard, "b"));
  }

  private static String print(Shard shard, String name) {
    return Fingerprint.of(List.of(List.of(ShardSummary.of(shard))), List.of(name), SHAPE);
  }
}
