package io.espalier.datasets;

import io.espalier.datasets.source.Example;
import io.espalier.datasets.source.Loaded;
import io.espalier.datasets.source.Source.Split;
import io.espalier.datasets.source.Sources;
import io.espalier.shard.Shard;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/** Specifications and readings of tables for tests. */
final class TableSpecs {
  private TableSpecs() {}

  static DataSpec of(DataSpec.Format format, Path train) {
    return Specs.of(format, train.toString(), "none");
  }

  static DataSpec withTest(DataSpec s, Path test) {
    return new DataSpec(
        s.format(),
        s.train(),
        s.validation(),
        Optional.of(test.toString()),
        s.validationShare(),
        s.testShare(),
        s.shards(),
        s.normalize(),
        s.mean(),
        s.std(),
        s.classes(),
        s.onBadRecord());
  }

  static DataSpec withClasses(DataSpec s, List<String> classes) {
    return new DataSpec(
        s.format(),
        s.train(),
        s.validation(),
        s.test(),
        s.validationShare(),
        s.testShare(),
        s.shards(),
        s.normalize(),
        s.mean(),
        s.std(),
        classes,
        s.onBadRecord());
  }

  static DataSpec.Csv csv(boolean header, String label) {
    return new DataSpec.Csv(header, label, ',', '"', List.of());
  }

  static Loaded train(SparkSession spark, DataSpec spec) {
    return Sources.of(spec.format()).load(spark, spec, Split.TRAIN, spec.classes());
  }

  /** All examples in the order of their identities. */
  static List<Example> sorted(Loaded loaded) {
    return loaded.examples().collect().stream()
        .sorted(Comparator.comparing(Example::identity))
        .toList();
  }

  /** {@code label: values}, sorted: what was read, whoever it is. */
  static List<String> content(Loaded loaded) {
    return loaded.examples().collect().stream().map(TableSpecs::content).sorted().toList();
  }

  static String content(Example e) {
    return e.label() + ": " + values(e.features());
  }

  private static List<Float> values(Shard.Features f) {
    return IntStream.range(0, f.length()).mapToObj(f::at).toList();
  }

  /** Who is what: identity and content of every example, in the order of identities. */
  static List<String> identities(Loaded loaded) {
    return sorted(loaded).stream().map(e -> e.identity() + " " + content(e)).toList();
  }
}
