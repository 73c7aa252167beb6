package io.espalier.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.datasets.source.Loaded;
import io.espalier.datasets.source.Source;
import io.espalier.datasets.source.Sources;
import io.espalier.input.Problem;
import io.espalier.shard.Shard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Shards are the same bytes however Spark cuts its input and however many tasks run at once. */
class CutIndependenceTest {
  private static final long SEED = 11;

  /** A source whose examples arrive in another number of partitions, in another order. */
  private record Recut(Source source, int partitions) implements Source {
    @Override
    public List<Problem> check(DataSpec spec, Configuration hadoop) {
      return source.check(spec, hadoop);
    }

    @Override
    public boolean has(DataSpec spec, Split split, Configuration hadoop) {
      return source.has(spec, split, hadoop);
    }

    @Override
    public Loaded load(SparkSession spark, DataSpec spec, Split split, List<String> classes) {
      Loaded l = source.load(spark, spec, split, classes);
      return new Loaded(
          l.examples().repartition(partitions),
          l.shape(),
          l.classes(),
          l.channelOrder(),
          l.skipped());
    }
  }

  @Test
  void shardsAreTheSameBytesForEveryCut() {
    DataSpec spec = Specs.digits(5000, 0);
    List<List<String>> seen = new ArrayList<>();
    for (int cores : new int[] {1, 2}) {
      try (SparkSession spark = LocalSpark.start(cores)) {
        for (int partitions : new int[] {1, 3, 7}) {
          Source source = new Recut(Sources.of(spec.format()), partitions);
          try (Dataset data = new Ingest(spark, spec, SEED, source).run()) {
            seen.add(describe(data));
          }
        }
        try (Dataset again = Datasets.load(spark, spec, SEED);
            Dataset other = Datasets.load(spark, spec, SEED + 1)) {
          seen.add(describe(again));
          assertThat(other.fingerprint()).isNotEqualTo(again.fingerprint());
        }
      }
    }
    assertThat(seen).hasSize(8).allSatisfy(s -> assertThat(s).isEqualTo(seen.get(0)));
  }

  private static List<String> describe(Dataset data) {
    List<String> all = new ArrayList<>();
    all.add(data.fingerprint());
    all.add(Arrays.toString(data.trainSizes()));
    for (var split : List.of(data.train(), data.validation(), data.test())) {
      for (Shard s : split.collect()) {
        assertThat(s.features()).isInstanceOf(Shard.Pixels.class);
        byte[] pixels = ((Shard.Pixels) s.features()).values();
        all.add(s.index() + ":" + Arrays.hashCode(s.labels()) + ":" + Arrays.hashCode(pixels));
      }
    }
    return all;
  }
}
