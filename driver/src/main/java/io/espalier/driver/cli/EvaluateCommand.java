package io.espalier.driver.cli;

import io.espalier.driver.Espalier;
import io.espalier.driver.Evaluation;
import io.espalier.driver.Preflight;
import io.espalier.driver.spec.RunSpec;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Scores a model. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    header = "Scores a model on the test split.",
    description = {
      "",
      "Scores a model file on the test split of a specification's data. A model that Espalier wrote"
          + " brings its normalisation and the order of its classes and channels; for any other the"
          + " specification's count.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  espalier evaluate conf/quickstart.yaml runs/quickstart-0123456789ab/best.zip"
    })
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private SpecOptions specification;

  @Parameters(index = "1", paramLabel = "MODEL", description = "a DL4J zip or Keras HDF5 file")
  private String model;

  @Override
  public Integer call() {
    RunSpec spec = specification.load();
    Preflight.checkModel(model, Sessions.hadoop());
    try (SparkSession spark = Sessions.start("evaluate")) {
      Evaluation e = Espalier.evaluate(spark, spec, model);
      command
          .commandLine()
          .getOut()
          .printf(
              "%s: accuracy %.4f, loss %.4f on %d examples of %s; sparsity %.2f%%; normalised as"
                  + " %s%n",
              e.model(),
              e.score().accuracy(),
              e.score().loss(),
              e.score().examples(),
              e.split(),
              100 * e.sparsity(),
              e.ownPreprocessing()
                  ? "the model was in training"
                  : "the data's training split gives, the model does not say how");
      command.commandLine().getOut().flush();
      return 0;
    }
  }
}
