package io.espalier.driver.cli;

import io.espalier.datasets.Dataset;
import io.espalier.datasets.stage.Stage;
import io.espalier.driver.spec.RunSpec;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies a data set to where a cluster reads it. */
@Command(
    name = "stage",
    mixinStandardHelpOptions = true,
    header = "Copies a source to HDFS as shards.",
    description = {
      "",
      "Reads a source, splits it and cuts it into shards as a sweep would, and writes these to a"
          + " folder on HDFS or elsewhere, which data.format: staged reads.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  espalier datasets stage data/mnist hdfs://namenode/data/mnist --format idx",
      "  espalier sweep conf/mnist-lenet-5.yaml --set data.format=staged \\",
      "      --set data.path=hdfs://namenode/data/mnist"
    })
final class DatasetsStageCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private SourceOptions source;

  @Parameters(
      index = "1",
      paramLabel = "FOLDER",
      description = "on any file system that Hadoop reaches; an existing one is refused")
  private String folder;

  @Override
  public Integer call() {
    RunSpec spec = source.load();
    try (SparkSession spark = Sessions.start("stage");
        Dataset data = SourceOptions.load(spark, spec)) {
      Stage.write(data, spark, folder);
      command
          .commandLine()
          .getOut()
          .printf(
              "%s: %d, %d and %d shards of train, validation and test%n",
              folder,
              data.trainSizes().length,
              data.validationSizes().length,
              data.testSizes().length);
      command.commandLine().getOut().flush();
      return 0;
    }
  }
}
