package io.espalier.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.datasets.source.Loaded;
import io.espalier.input.InputException;
import io.espalier.model.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibsvmTest {
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

  private DataSpec spec(int features, String... lines) throws IOException {
    Path f = Files.write(folder.resolve("a.libsvm"), List.of(lines));
    return TableSpecs.of(new DataSpec.Libsvm(features), f);
  }

  @Test
  void rowsBecomeDenseFromIndexOne() throws IOException {
    Loaded loaded =
        TableSpecs.train(spark, spec(0, "# two classes", "+1 1:0.5 3:-2", "", "-1 4:1e1 ", "+1"));
    assertThat(loaded.classes()).containsExactly("-1", "1");
    assertThat(loaded.shape()).isEqualTo(Shape.of(4));
    assertThat(TableSpecs.content(loaded))
        .containsExactly(
            "0: [0.0, 0.0, 0.0, 10.0]", "1: [0.0, 0.0, 0.0, 0.0]", "1: [0.5, 0.0, -2.0, 0.0]");
  }

  @Test
  void aTestRowMayNameAFeatureThatNoTrainingRowHas() throws IOException {
    Path test = Files.write(folder.resolve("t.libsvm"), List.of("1 6:1", "2 1:1"));
    DataSpec spec = TableSpecs.withTest(spec(0, "1 1:1", "2 2:1", "1 1:3", "2 2:7"), test);
    assertThat(TableSpecs.train(spark, spec).shape()).isEqualTo(Shape.of(6));
  }

  @Test
  void badRowsAreRefusedByFileAndLine() throws IOException {
    DataSpec spec =
        spec(3, "1 1:1", "1 0:1", "2 2:1 1:1", "x 1:1", "1 4:1", "1 1:", "2 2:NaN", "1 2:2");
    assertThatThrownBy(() -> TableSpecs.train(spark, spec))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "data.train has 6 bad records, the first: "
                + "a.libsvm:2: is 1 0:1, not label index:value with ascending indices; "
                + "a.libsvm:3: is 2 2:1 1:1, not label index:value with ascending indices; "
                + "a.libsvm:4: has the label x, not a number; "
                + "a.libsvm:5: has feature 4 of 3; "
                + "a.libsvm:6: is 1 1:, not label index:value with ascending indices, "
                + "expected a label and 3 finite numbers in each row, or onBadRecord: skip");
    Loaded loaded = TableSpecs.train(spark, Specs.skipping(spec));
    assertThat(loaded.skipped()).isEqualTo(6);
    assertThat(loaded.examples().collect()).hasSize(2);
  }

  @Test
  void severalLabelsAndRegressionAreRefusedByName() throws IOException {
    assertThatThrownBy(() -> TableSpecs.train(spark, spec(2, "1,2 1:1", "2 2:1")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the label 1,2; Espalier prunes classifiers")
        .hasMessageContaining("multi-label");
    assertThatThrownBy(() -> TableSpecs.train(spark, spec(2, "0.5 1:1", "2 2:1")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("regression");
  }
}
