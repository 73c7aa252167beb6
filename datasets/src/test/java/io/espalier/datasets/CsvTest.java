package io.espalier.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.datasets.source.Loaded;
import io.espalier.datasets.source.Source.Split;
import io.espalier.datasets.source.Sources;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.model.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {
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

  private Path file(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines));
  }

  private List<String> check(DataSpec spec) {
    return Datasets.check(spec, new Configuration()).stream().map(Problem::line).toList();
  }

  @Test
  void readsHeaderQuotesAndNamedLabels() throws IOException {
    Path f =
        file(
            "a.csv",
            "\"width, cm\",kind,height",
            "1.5,rose,2",
            "-3e2,\"oak, white\",0.25",
            "",
            " 4 , rose ,\"5\"");
    DataSpec spec = TableSpecs.of(TableSpecs.csv(true, "kind"), f);
    assertThat(check(spec)).isEmpty();
    Loaded loaded = TableSpecs.train(spark, spec);
    assertThat(loaded.classes()).containsExactly("oak, white", "rose");
    assertThat(loaded.shape()).isEqualTo(Shape.of(2));
    assertThat(TableSpecs.content(loaded))
        .containsExactly("0: [-300.0, 0.25]", "1: [1.5, 2.0]", "1: [4.0, 5.0]");
  }

  @Test
  void numericLabelsAreOrderedByValueAndOneLabelHasManySpellings() throws IOException {
    Path f = file("a.csv", "10;1", "2;2", "-1;3", "2.0;4", "+10;5");
    DataSpec.Csv csv = new DataSpec.Csv(false, "0", ';', '"', List.of(1, 1, 1));
    Loaded loaded = TableSpecs.train(spark, TableSpecs.of(csv, f));
    assertThat(loaded.classes()).containsExactly("-1", "2", "10");
    assertThat(loaded.channelOrder()).isEqualTo("gray");
    assertThat(loaded.shape()).isEqualTo(Shape.of(1, 1, 1));
    assertThat(TableSpecs.content(loaded))
        .containsExactly("0: [3.0]", "1: [2.0]", "1: [4.0]", "2: [1.0]", "2: [5.0]");
  }

  @Test
  void equalRowsAreCountedUp() throws IOException {
    Path f = file("a.csv", "a,1", "a,1", "b,1", "a,1.0");
    Loaded loaded = TableSpecs.train(spark, TableSpecs.of(TableSpecs.csv(false, "0"), f));
    assertThat(
            TableSpecs.sorted(loaded).stream()
                .filter(e -> e.label() == 0)
                .map(e -> e.identity().member()))
        .containsExactly(0L, 1L, 2L);
    assertThat(TableSpecs.sorted(loaded).stream().map(e -> e.identity().group()).distinct())
        .hasSize(2);
  }

  @Test
  void identitiesDoNotKnowHowTheInputWasCut() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      rows.add("c" + i % 7 + "," + i % 50 + "," + 0.1 * (i % 20));
    }
    Path one = folder.resolve("one.csv");
    Files.write(one, rows);
    DataSpec whole = TableSpecs.of(TableSpecs.csv(false, "0"), one);
    List<String> expected = TableSpecs.identities(TableSpecs.train(spark, whole));
    assertThat(expected).hasSize(600).doesNotHaveDuplicates();

    Collections.shuffle(rows, new Random(5));
    Path many = Files.createDirectory(folder.resolve("many"));
    for (int p = 0; p < 5; p++) {
      Files.write(many.resolve("part-" + p + ".csv"), rows.subList(p * 120, (p + 1) * 120));
    }
    spark.conf().set("spark.sql.files.maxPartitionBytes", "700");
    spark.conf().set("spark.sql.files.openCostInBytes", "0");
    try {
      DataSpec cut = TableSpecs.of(TableSpecs.csv(false, "0"), many);
      Loaded loaded = TableSpecs.train(spark, cut);
      assertThat(loaded.examples().getNumPartitions()).isGreaterThan(5);
      assertThat(TableSpecs.identities(loaded)).isEqualTo(expected);
      try (Dataset a = Datasets.load(spark, whole, 3);
          Dataset b = Datasets.load(spark, cut, 3)) {
        assertThat(b.fingerprint()).isEqualTo(a.fingerprint());
      }
    } finally {
      spark.conf().unset("spark.sql.files.maxPartitionBytes");
      spark.conf().unset("spark.sql.files.openCostInBytes");
    }
  }

  @Test
  void badRowsAreRefusedByFileAndLine() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.write(
        data.resolve("a.csv"),
        List.of("x,y,label", "1,2,a", "1,two,a", "", "1,,b", "NaN,1,a", "1,2,3,a"));
    Files.write(data.resolve("b.csv"), List.of("x,y,label", "1e39,2,a", "1,2,", "1,0x1,b"));
    DataSpec spec = TableSpecs.of(TableSpecs.csv(true, "label"), data);
    assertThat(check(spec)).isEmpty();
    assertThatThrownBy(() -> TableSpecs.train(spark, spec))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "data.train has 7 bad records, the first: "
                + "a.csv:3: y is two, not a number; "
                + "a.csv:5: y is missing; "
                + "a.csv:6: x is NaN as a 32-bit number; "
                + "a.csv:7: has 4 columns, not 3; "
                + "b.csv:2: x is Infinity as a 32-bit number, "
                + "expected a label and 2 finite numbers in each row, or onBadRecord: skip");
    Loaded loaded = TableSpecs.train(spark, Specs.skipping(spec));
    assertThat(loaded.skipped()).isEqualTo(7);
    assertThat(loaded.classes()).containsExactly("a");
    assertThat(TableSpecs.content(loaded)).containsExactly("0: [1.0, 2.0]");
  }

  @Test
  void theTestSplitKnowsTheTrainingClassesOnly() throws IOException {
    Path train = file("train.csv", "a,1", "c,2");
    Path test = file("test.csv", "c,1", "b,2");
    DataSpec spec = TableSpecs.withTest(TableSpecs.of(TableSpecs.csv(false, "0"), train), test);
    List<String> classes = TableSpecs.train(spark, spec).classes();
    assertThatThrownBy(() -> Sources.of(spec.format()).load(spark, spec, Split.TEST, classes))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "data.test has 1 bad record: test.csv:2: has the unknown label b, expected");
    Loaded kept = Sources.of(spec.format()).load(spark, Specs.skipping(spec), Split.TEST, classes);
    assertThat(TableSpecs.content(kept)).containsExactly("1: [1.0]");
    assertThat(kept.skipped()).isEqualTo(1);
  }

  @Test
  void givenClassesFixTheOrder() throws IOException {
    Path f = file("a.csv", "a,1", "c,2");
    DataSpec spec =
        TableSpecs.withClasses(
            TableSpecs.of(TableSpecs.csv(false, "0"), f), List.of("c", "b", "a"));
    Loaded loaded = TableSpecs.train(spark, spec);
    assertThat(loaded.classes()).containsExactly("c", "b", "a");
    assertThat(TableSpecs.content(loaded)).containsExactly("0: [2.0]", "2: [1.0]");
    assertThat(Datasets.peek(spec, new Configuration()))
        .contains(new DataShape(Shape.of(1), 3, -1));
  }

  @Test
  void regressionAndMultiLabelDataAreRefusedByName() throws IOException {
    Path prices = file("prices.csv", "1.25,1", "3,2");
    assertThatThrownBy(
            () -> TableSpecs.train(spark, TableSpecs.of(TableSpecs.csv(false, "0"), prices)))
        .hasMessage(
            "data.train has the label 1.25; Espalier prunes classifiers, this looks like"
                + " regression, expected whole numbers or names of classes");
    Path ids = folder.resolve("ids.csv");
    Files.write(ids, IntStream.range(0, 1001).mapToObj(i -> i + ",1").toList());
    assertThatThrownBy(
            () -> TableSpecs.train(spark, TableSpecs.of(TableSpecs.csv(false, "0"), ids)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("looks like regression");
    Path tags = file("tags.csv", "cat,1", "cat|dog,2");
    assertThatThrownBy(
            () -> TableSpecs.train(spark, TableSpecs.of(TableSpecs.csv(false, "0"), tags)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the label cat|dog; Espalier prunes classifiers")
        .hasMessageContaining("looks like multi-label data");
  }

  @Test
  void everythingIsCheckedBeforeSpark() throws IOException {
    Path f = file("a.csv", "width,height,kind", "1,2,a");
    assertThat(check(TableSpecs.of(TableSpecs.csv(true, "kinds"), f)))
        .containsExactly(
            "data.label is kinds, which the header lacks,"
                + " expected kind or width or height, or an index from 0 to 2");
    assertThat(check(TableSpecs.of(TableSpecs.csv(false, "kind"), f)))
        .containsExactly("data.label is kind, without a header, expected an index from 0 to 2");
    assertThat(check(TableSpecs.of(TableSpecs.csv(true, "kind"), folder.resolve("*.txt"))))
        .singleElement()
        .asString()
        .contains("data.train is ", "*.txt, which matches no file");
    DataSpec.Csv shaped = new DataSpec.Csv(true, "kind", ',', '"', List.of(1, 28, 28));
    assertThat(check(TableSpecs.of(shaped, f)))
        .containsExactly(
            "data.shape is [1, 28, 28], 784 values,"
                + " expected positive extents that multiply to the 2 features");
    Path other = file("b.csv", "height,width,kind", "1,2,a");
    assertThat(check(TableSpecs.withTest(TableSpecs.of(TableSpecs.csv(true, "kind"), f), other)))
        .singleElement()
        .asString()
        .contains("b.csv calls column 0 height, expected width");
    Path empty = file("empty.csv");
    assertThat(check(TableSpecs.of(TableSpecs.csv(true, "kind"), empty)))
        .singleElement()
        .asString()
        .contains("empty.csv is empty");
    DataSpec.Csv tabs = new DataSpec.Csv(true, "kind", '\t', '"', List.of());
    assertThat(check(TableSpecs.of(tabs, f))).singleElement().asString().contains("one column");
  }

  @Test
  void gzippedFilesAndManyColumnsAreRead() throws IOException {
    Path f = folder.resolve("wide.csv.gz");
    int columns = 784;
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(f))) {
      out.write(("1" + ",7".repeat(columns) + "\n").getBytes(StandardCharsets.UTF_8));
      out.write(("2" + ",8".repeat(columns) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    DataSpec spec = TableSpecs.of(TableSpecs.csv(false, "0"), f);
    assertThat(check(spec)).isEmpty();
    Loaded loaded = TableSpecs.train(spark, spec);
    assertThat(loaded.shape()).isEqualTo(Shape.of(columns));
    assertThat(loaded.examples().collect()).hasSize(2);
  }
}
