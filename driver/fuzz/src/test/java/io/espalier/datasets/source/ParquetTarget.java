package io.espalier.datasets.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.datasets.DataSpec;
import io.espalier.fuzz.Scratch;
import io.espalier.fuzz.Target;
import io.espalier.shard.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Parquet as the format {@code table} reads it, by Spark. */
public final class ParquetTarget implements Target {
  private final Path folder = Scratch.folder("parquet");
  private final List<byte[]> seeds = new ArrayList<>();

  private static SparkSession spark() {
    return SparkSession.builder()
        .master("local[1]")
        .appName("fuzz")
        .config("spark.ui.enabled", false)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", 1)
        .getOrCreate();
  }

  @Override
  public List<byte[]> seeds() throws IOException {
    if (seeds.isEmpty()) {
      for (String packing : List.of("none", "snappy")) {
        Path out = folder.resolve("seed-" + packing);
        spark()
            .sql("select cast(id % 2 as string) label, id * 0.5d x from range(6)")
            .coalesce(1)
            .write()
            .option("compression", packing)
            .parquet(out.toString());
        try (var files = Files.list(out)) {
          Path file =
              files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
          seeds.add(Files.readAllBytes(file));
        }
      }
    }
    return seeds;
  }

  @Override
  public boolean read(byte[] input) throws IOException {
    Path file = folder.resolve("rows.parquet");
    Files.write(file, input);
    Files.deleteIfExists(folder.resolve(".rows.parquet.crc"));
    DataSpec spec = Specs.of(DataSpec.Table.DEFAULTS, file.toString());
    Loaded loaded =
        new TableSource(DataSpec.Table.DEFAULTS).load(spark(), spec, Source.Split.TRAIN, List.of());
    List<Example> examples = Unreadable.refused("data.train", () -> loaded.examples().collect());
    for (Example e : examples) {
      assertThat(e.label()).isBetween(0, loaded.classes().size() - 1);
      assertThat(((Shard.Floats) e.features()).length()).isEqualTo(loaded.shape().size());
    }
    return true;
  }
}
