package io.espalier.driver.cli;

import io.espalier.driver.bench.InferenceBench;
import io.espalier.driver.bench.Row;
import io.espalier.driver.bench.Slices;
import io.espalier.driver.bench.TrainingBench;
import io.espalier.input.InputException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A benchmark of two sides by turns, in this process alone. */
abstract class TimedBench implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private BenchOptions output;

  @Option(
      names = "--batches",
      defaultValue = "100",
      paramLabel = "N",
      description = "least batches of a slice; default: ${DEFAULT-VALUE}")
  private int batches;

  @Option(
      names = "--repeats",
      defaultValue = "5",
      paramLabel = "N",
      description = "slices of each side, whose median counts; default: ${DEFAULT-VALUE}")
  private int repeats;

  @Option(
      names = "--warm-up",
      defaultValue = "3",
      paramLabel = "SECONDS",
      description = "of each side; default: ${DEFAULT-VALUE}")
  private double warmUp;

  abstract List<Row> rows(Slices slices);

  @Override
  public Integer call() throws IOException {
    if (batches < 1 || repeats < 1 || !(warmUp >= 0)) {
      throw new InputException(
          "--batches, --repeats, --warm-up",
          "are " + batches + ", " + repeats + ", " + warmUp,
          "numbers from 1, and seconds from 0");
    }
    output.write(rows(new Slices(batches, repeats, warmUp)), command.commandLine().getOut());
    return 0;
  }

  /** Masked fine-tuning. */
  @Command(
      name = "finetune",
      mixinStandardHelpOptions = true,
      header = "Times an epoch of fine-tuning a pruned network.",
      description = {
        "",
        "MNIST's epoch of LeNet-300-100 and LeNet-5, pruned uniformly per layer, in batches of 128,"
            + " one thread a side: the sparse engine against stock DL4J with the mask multiplied on"
            + " after each step, and against its own dense epoch. About six minutes.",
        ""
      })
  static final class FineTune extends TimedBench {
    @Override
    List<Row> rows(Slices slices) {
      return TrainingBench.finetune(slices);
    }
  }

  /** Dense training. */
  @Command(
      name = "dense",
      mixinStandardHelpOptions = true,
      header = "Times an epoch of dense training against stock DL4J.")
  static final class Dense extends TimedBench {
    @Override
    List<Row> rows(Slices slices) {
      return TrainingBench.dense(slices);
    }
  }

  /** Candidates on threads. */
  @Command(
      name = "scaling",
      mixinStandardHelpOptions = true,
      header = "Times eight candidates on two threads against one.")
  static final class Scaling extends TimedBench {
    @Override
    List<Row> rows(Slices slices) {
      return TrainingBench.scaling(slices);
    }
  }

  /** Logits. */
  @Command(
      name = "inference",
      mixinStandardHelpOptions = true,
      header = "Times a pruned network's answers against ONNX Runtime's dense ones.",
      description = {
        "",
        "LeNet-300-100 and LeNet-5 at 95%%, one thread a side, to the logits: batches of 128 row by"
            + " row and with the examples innermost, and a single example, whose dense layers are"
            + " scalar loops, since what survives lies unstructured.",
        ""
      })
  static final class Inference extends TimedBench {
    @Override
    List<Row> rows(Slices slices) {
      return InferenceBench.inference(slices);
    }
  }
}
