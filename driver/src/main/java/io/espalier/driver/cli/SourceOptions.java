package io.espalier.driver.cli;

import io.espalier.datasets.DataSpec;
import io.espalier.datasets.Dataset;
import io.espalier.datasets.Datasets;
import io.espalier.driver.Espalier;
import io.espalier.driver.spec.RunSpec;
import io.espalier.driver.spec.SpecReader;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The data that a command works on: those of a specification, or a path and its format. */
final class SourceOptions {
  @Parameters(
      index = "0",
      paramLabel = "SOURCE",
      description =
          "a specification (its section data counts), the word digits, or a path of data with"
              + " --format")
  private String source;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "of the path: idx, cifar10, csv, libsvm, parquet, orc, json, table, images or staged")
  private String format = "";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = {
        "overrides a key, as in sweep; may be repeated",
        "--set data.label=class --set 'data.shape=[1, 8, 8]'"
      })
  private List<String> sets = List.of();

  /**
   * Reads and validates, and looks at the files, before Spark starts.
   *
   * @throws InputException with all problems
   */
  RunSpec load() {
    RunSpec spec = read();
    List<Problem> problems = Datasets.check(spec.data(), Sessions.hadoop());
    if (!problems.isEmpty()) {
      throw new InputException(problems);
    }
    return spec;
  }

  private RunSpec read() {
    if (source.endsWith(".yaml") || source.endsWith(".yml")) {
      return Espalier.load(source, sets.toArray(String[]::new));
    }
    List<String> all = new ArrayList<>();
    if (!source.equals("digits")) {
      if (format.isEmpty()) {
        throw new InputException("--format", "is not given for " + source, "how to read it");
      }
      all.add("data.format=" + format);
      all.add("data.path='" + source.replace("'", "''") + "'");
    }
    all.addAll(sets);
    return SpecReader.read("", source, all);
  }

  /** The data as shards; the caller closes them. */
  static Dataset load(SparkSession spark, RunSpec spec) {
    DataSpec data = spec.data();
    return Datasets.load(spark, data, spec.seed());
  }
}
