package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.datasets.Dataset;
import io.espalier.datasets.Datasets;
import io.espalier.driver.spec.RunSpec;
import io.espalier.driver.spec.SpecReader;
import io.espalier.input.InputException;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Shape;
import io.espalier.model.dl4j.ModelWriter;
import io.espalier.shard.Normalization;
import io.espalier.shard.Shard;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model that calls "high" whatever lies above the mean of what it was trained on, which is 10.
 */
class EvaluatingTest {
  private static final Network NETWORK =
      new Network(
          "threshold",
          Shape.of(1),
          Network.Layout.CHANNELS_FIRST,
          List.of(
              new Operation.Dense("fc", List.of(Network.INPUT), 1, 2, true),
              new Operation.Activation(
                  "softmax", List.of("fc"), Operation.Activation.Function.SOFTMAX, Shape.of(2))),
          Optional.empty());

  /** Weights of low and high, and their biases. */
  private static final float[] VALUES = {-1, 1, 0, 0};

  private static SparkSession spark;
  @TempDir Path dir;

  @BeforeAll
  static void start() {
    spark = TinyRun.spark("local[2]");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private RunSpec spec(String name, String classes, String... rows) throws IOException {
    Path csv = dir.resolve(name + ".csv");
    Files.write(csv, Collections.nCopies(20, String.join("\n", rows)));
    return SpecReader.read(
        """
        name: evaluate
        data:
          format: csv
          header: false
          label: "1"
          path: '%s'
          normalize: z-score-feature
          shards: {train: 2, validation: 1, test: 1}
          classes: [%s]
        """
            .formatted(csv, classes),
        name + ".yaml",
        List.of());
  }

  private Path model(RunSpec trainedOn) throws IOException {
    try (Dataset data = Datasets.load(spark, trainedOn.data(), trainedOn.seed())) {
      return Files.write(dir.resolve("model.zip"), ModelFile.zip(NETWORK, VALUES, data));
    }
  }

  @Test
  void aModelOfEspalierBringsItsNormalisationAndTheOrderOfItsClasses() throws IOException {
    Path model = model(spec("train", "low, high", "9,low", "11,high"));
    // Mean 11.75, and the classes the other way round.
    RunSpec other = spec("other", "high, low", "9,low", "11,high", "13,high", "14,high");

    Evaluation own = Espalier.evaluate(spark, other, model.toString());

    assertThat(own.ownPreprocessing()).isTrue();
    assertThat(own.score().accuracy()).isEqualTo(1);
  }

  @Test
  void anyOtherModelIsNormalisedAsTheDataAre() throws IOException {
    Path plain = dir.resolve("plain.zip");
    try (OutputStream out = Files.newOutputStream(plain)) {
      ModelWriter.writeDl4j(NETWORK, VALUES, out);
    }
    RunSpec other = spec("other", "low, high", "9,low", "11,high", "13,high", "14,high");

    Evaluation fitted = Espalier.evaluate(spark, other, plain.toString());

    assertThat(fitted.ownPreprocessing()).isFalse();
    // Below the mean of 11.75, 11 is called low.
    assertThat(fitted.score().accuracy()).isStrictlyBetween(0.5, 1.0);
  }

  @Test
  void aClassThatTheModelDoesNotKnowIsRefused() throws IOException {
    Path model = model(spec("train", "low, high", "9,low", "11,high"));
    RunSpec other = spec("other", "low, middle", "9,low", "11,middle");

    assertThatThrownBy(() -> Espalier.evaluate(spark, other, model.toString()))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "data.classes has middle, which "
                + model
                + " does not know, expected classes of low, high");
  }

  @Test
  void channelsOfTheOppositeOrderAreTurned() {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Shape shape = Shape.of(3, 1, 2);
    Shard shard =
        new Shard(
            0,
            shape,
            new int[] {0, 1},
            new Shard.Pixels(new byte[] {1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16}));
    var rdd = context.parallelize(List.of(shard), 1);
    int[] sizes = {2};
    Dataset data =
        new Dataset(
            rdd,
            rdd,
            rdd,
            sizes,
            sizes,
            sizes,
            shape,
            List.of("a", "b"),
            "bgr",
            Normalization.NONE,
            "",
            0);

    Dataset turned =
        new Preprocessing(Normalization.NONE, List.of("b", "c", "a"), "rgb", shape)
            .apply(data, "model.zip");

    Shard own = turned.test().first();
    float[] features = new float[12];
    for (int i = 0; i < features.length; i++) {
      features[i] = own.features().at(i);
    }
    assertThat(features).containsExactly(5, 6, 3, 4, 1, 2, 15, 16, 13, 14, 11, 12);
    assertThat(own.labels()).containsExactly(2, 0);
    assertThat(turned.classes()).containsExactly("b", "c", "a");
  }

  @Test
  void aDamagedEntryIsRefusedInOneLine() throws IOException {
    Path zip = dir.resolve("damaged.zip");
    for (String json : List.of("{", "{}", "{\"schema\": \"espalier/preprocessing/1\"}")) {
      try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
        out.putNextEntry(new ZipEntry(ModelFile.ENTRY));
        out.write(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
      assertThatThrownBy(() -> ModelFile.preprocessing(zip.toString(), new Configuration()))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(zip + " cannot be read to its espalier.json (")
          .message()
          .doesNotContain("\n");
    }
  }
}
