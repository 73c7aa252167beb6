package io.espalier.driver.cli;

import io.espalier.datasets.Dataset;
import io.espalier.datasets.describe.ContactSheet;
import io.espalier.datasets.describe.Description;
import io.espalier.driver.spec.RunSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A data set in numbers, and as a picture. */
@Command(
    name = "describe",
    mixinStandardHelpOptions = true,
    header = "Prints counts, shape, class balance and ranges.",
    description = {
      "",
      "Prints the count, shape, class balance and value range of each split, as a sweep would see"
          + " them.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  espalier datasets describe digits --sheet digits.png",
      "  espalier datasets describe data/mnist --format idx",
      "  espalier datasets describe conf/mnist-lenet-5.yaml --set data.path=/data/mnist"
    })
final class DatasetsDescribeCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private SourceOptions source;

  @Option(
      names = "--sheet",
      paramLabel = "FILE.png",
      description = "also draws a contact sheet: a column of images a class")
  private Path sheet;

  @Override
  public Integer call() throws IOException {
    RunSpec spec = source.load();
    try (SparkSession spark = Sessions.start("describe");
        Dataset data = SourceOptions.load(spark, spec)) {
      command.commandLine().getOut().print(DescriptionText.of(Description.of(data)));
      if (sheet != null) {
        Files.write(sheet, ContactSheet.png(data));
        command.commandLine().getOut().println("contact sheet: " + sheet);
      }
      command.commandLine().getOut().flush();
      return 0;
    }
  }
}
