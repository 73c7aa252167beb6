package io.espalier.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.datasets.source.Source.Split;
import io.espalier.datasets.source.Sources;
import io.espalier.datasets.stage.Stage;
import io.espalier.input.InputException;
import io.espalier.shard.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageTest {
  private static SparkSession spark;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    spark = LocalSpark.start(2);
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  private static List<String> content(JavaRDD<Shard> shards) {
    List<String> all = new ArrayList<>();
    for (Shard shard : shards.collect()) {
      int width = shard.shape().size();
      for (int i = 0; i < shard.size(); i++) {
        StringBuilder values = new StringBuilder(shard.labels()[i] + ": [");
        for (int f = 0; f < width; f++) {
          values.append(f == 0 ? "" : ", ").append(shard.features().at(i * width + f));
        }
        all.add("Identity[group=" + shard.index() + ", member=" + i + "] " + values.append(']'));
      }
    }
    return all;
  }

  private static void readsBackTheSame(Dataset data, DataSpec staged) {
    for (Split split : Split.values()) {
      JavaRDD<Shard> shards =
          switch (split) {
            case TRAIN -> data.train();
            case VALIDATION -> data.validation();
            case TEST -> data.test();
          };
      assertThat(
              TableSpecs.identities(
                  Sources.of(staged.format()).load(spark, staged, split, List.of())))
          .isEqualTo(content(shards));
    }
  }

  @Test
  void pixelsOnHdfsComeBackAsTheyWere(@TempDir Path cluster) throws Exception {
    Configuration conf = new HdfsConfiguration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, cluster.toString());
    try (MiniDFSCluster hdfs = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
        FileSystem fs = hdfs.getFileSystem();
        Dataset data = Datasets.load(spark, Specs.digits(60, 20), 3)) {
      String path = fs.getUri() + "/staged/digits";
      Stage.write(data, spark, path);
      DataSpec staged = Specs.of(new DataSpec.Staged(), path, "scale");
      assertThat(Datasets.check(staged, conf)).isEmpty();
      readsBackTheSame(data, staged);
      assertThat(fs.listStatus(new org.apache.hadoop.fs.Path("/staged"))).hasSize(1);
      try (Dataset again = Datasets.load(spark, staged, 5)) {
        assertThat(again.classes()).isEqualTo(data.classes());
        assertThat(again.channelOrder()).isEqualTo("gray");
        assertThat(again.train().first().features()).isInstanceOf(Shard.Pixels.class);
        assertThat(Datasets.peek(staged, conf).orElseThrow().trainExamples())
            .isEqualTo(
                again.trainSizes()[0]
                    + again.trainSizes()[1]
                    + again.trainSizes()[2]
                    + again.trainSizes()[3]);
      }
    }
  }

  private DataSpec table() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      rows.add((i % 2 == 0 ? "even," : "odd,") + i + "," + 0.1 * i);
    }
    Path f = Files.write(folder.resolve("a.csv"), rows);
    return TableSpecs.of(TableSpecs.csv(false, "0"), f);
  }

  @Test
  void floatsComeBackBitForBit() throws IOException {
    try (Dataset data = Datasets.load(spark, table(), 3)) {
      Path target = folder.resolve("staged");
      Stage.write(data, spark, target.toString());
      DataSpec staged = TableSpecs.of(new DataSpec.Staged(), target);
      readsBackTheSame(data, staged);
      assertThatThrownBy(() -> Stage.write(data, spark, target.toString()))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("exists already");
    }
  }

  @Test
  void aFolderThatLacksShardsIsRefused() throws IOException {
    Path target = folder.resolve("staged");
    try (Dataset data = Datasets.load(spark, table(), 3)) {
      Stage.write(data, spark, target.toString());
    }
    DataSpec staged = TableSpecs.of(new DataSpec.Staged(), target);
    try (var files = Files.list(target.resolve("train"))) {
      Files.delete(files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow());
    }
    assertThatThrownBy(() -> TableSpecs.train(spark, staged))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds 0 examples of shard")
        .hasMessageContaining("as dataset.json says");
    Files.delete(target.resolve(".dataset.json.crc"));
    Files.writeString(target.resolve("dataset.json"), "{\"version\": 2");
    assertThat(Datasets.check(staged, new Configuration()))
        .singleElement()
        .matches(p -> p.line().contains("dataset.json is damaged"));
    Files.delete(target.resolve("dataset.json"));
    assertThat(Datasets.check(staged, new Configuration()))
        .singleElement()
        .matches(p -> p.line().contains("a folder that datasets stage has written"));
  }
}
