package io.espalier.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.datasets.fetch.TarTarget;
import io.espalier.datasets.source.Cifar10Target;
import io.espalier.datasets.source.CsvTarget;
import io.espalier.datasets.source.IdxTarget;
import io.espalier.datasets.source.ImageTarget;
import io.espalier.datasets.source.LibsvmTarget;
import io.espalier.datasets.source.ParquetTarget;
import io.espalier.datasets.source.StagedIndexTarget;
import io.espalier.driver.PreprocessingTarget;
import io.espalier.driver.run.ManifestTarget;
import io.espalier.input.InputException;
import io.espalier.model.dl4j.CoefficientsTarget;
import io.espalier.model.dl4j.ConfigurationTarget;
import io.espalier.model.dl4j.Dl4jZipTarget;
import io.espalier.model.dl4j.KerasTarget;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every reader against damaged files: a few in the ordinary build, 100,000 for each of our own
 * readers and 5,000 for each that stands on a library under {@code -Pfuzz}. Each is read rightly or
 * refused by an {@link io.espalier.input.InputException}, within five seconds and a heap of 1 GiB.
 */
class ReadersTest {
  private static final long SEED = Long.getLong("fuzz.seed", 1);

  static Stream<Named<Target>> own() {
    Map<String, Target> all = new LinkedHashMap<>();
    all.put("mask", new MaskTarget());
    all.put("coefficients", new CoefficientsTarget());
    all.put("configuration", new ConfigurationTarget());
    all.put("preprocessing", new PreprocessingTarget());
    all.put("specification", new SpecificationTarget());
    all.put("idx", new IdxTarget());
    all.put("cifar10", new Cifar10Target());
    all.put("csv", new CsvTarget());
    all.put("libsvm", new LibsvmTarget());
    all.put("staged-index", new StagedIndexTarget());
    all.put("manifest", new ManifestTarget());
    return all.entrySet().stream().map(e -> Named.of(e.getKey(), e.getValue()));
  }

  static Stream<Named<Target>> onLibraries() {
    Map<String, Target> all = new LinkedHashMap<>();
    all.put("dl4j-zip", new Dl4jZipTarget());
    all.put("keras-hdf5", new KerasTarget());
    all.put("image", new ImageTarget());
    all.put("tar", new TarTarget());
    all.put("parquet", new ParquetTarget());
    return all.entrySet().stream().map(e -> Named.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest
  @MethodSource
  void own(Target target, org.junit.jupiter.api.TestInfo info) throws Exception {
    run(info.getDisplayName(), target, Integer.getInteger("fuzz.own", 300));
  }

  @ParameterizedTest
  @MethodSource
  void onLibraries(Target target, org.junit.jupiter.api.TestInfo info) throws Exception {
    run(info.getDisplayName(), target, Integer.getInteger("fuzz.library", 20));
  }

  /** Not all may be refused: then nothing behind the first check would ever be reached. */
  private static void run(String name, Target target, int count) throws Exception {
    int taken = new Run(name.replaceAll("[^a-z0-9-]", ""), target).of(count, SEED);
    assertThat(taken).isLessThan(count);
  }

  @Test
  void anInputOfASeedIsAlwaysTheSame() throws Exception {
    Mutations a = new Mutations(new MaskTarget().seeds(), 7);
    Mutations b = new Mutations(new MaskTarget().seeds(), 7);

    assertThat(a.input(12)).isEqualTo(b.input(12));
    assertThat(a.input(12)).isNotEqualTo(a.input(13));
  }

  /** Found by input 847 of seed 20261121: Spark's vectorized reader goes round in it for ever. */
  @Test
  @Timeout(120)
  void aParquetPageWithoutAnEndIsRefused() throws Exception {
    byte[] endless;
    try (InputStream in = ParquetTarget.class.getResourceAsStream("endless.parquet")) {
      endless = in.readAllBytes();
    }
    assertThatThrownBy(() -> new ParquetTarget().read(endless)).isInstanceOf(InputException.class);
  }

  @Test
  void aReaderThatHangsOrThrowsAnythingElseIsFound() {
    Target throwing =
        new Target() {
          @Override
          public java.util.List<byte[]> seeds() {
            return java.util.List.of(new byte[] {1, 2, 3});
          }

          @Override
          public boolean read(byte[] input) {
            if (input.length != 3) {
              throw new IndexOutOfBoundsException("behind the end");
            }
            return true;
          }
        };

    org.assertj.core.api.Assertions.assertThatThrownBy(() -> new Run("planted", throwing).of(50, 1))
        .isInstanceOf(AssertionError.class)
        .hasRootCauseMessage("behind the end");
  }
}
