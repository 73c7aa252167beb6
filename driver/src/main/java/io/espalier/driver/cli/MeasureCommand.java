package io.espalier.driver.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import io.espalier.driver.Espalier;
import io.espalier.driver.bench.Measurement;
import io.espalier.input.InputException;
import io.espalier.model.Model;
import io.espalier.model.Shape;
import io.espalier.train.sparse.SparseModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Times a model's answers. */
@Command(
    name = "measure",
    mixinStandardHelpOptions = true,
    header = "Measures how fast a pruned model answers.",
    description = {
      "",
      "Latency and throughput of a pruned model beside the same network with no zeros, on one"
          + " thread: both warmed up, then call about call, to the class scores.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  espalier measure runs/quickstart-0123456789ab/best.zip",
      "  espalier measure best.zip --batch 1,32,128 --json"
    })
final class MeasureCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(index = "0", paramLabel = "MODEL", description = "a DL4J zip or Keras HDF5 file")
  private String model;

  @Option(
      names = "--batch",
      split = ",",
      defaultValue = "1,128",
      paramLabel = "N",
      description = "examples a call; default: ${DEFAULT-VALUE}")
  private int[] batches;

  @Option(
      names = "--shape",
      split = ",",
      paramLabel = "N",
      description = "one example's shape, channels first; needed for files that do not state it")
  private int[] shape;

  @Option(
      names = "--seconds",
      defaultValue = "3",
      paramLabel = "S",
      description = "to warm up, and again to measure, each batch size; default: ${DEFAULT-VALUE}")
  private double seconds;

  @Option(names = "--json", description = "prints JSON instead of a table")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (Arrays.stream(batches).anyMatch(b -> b < 1) || !(seconds >= 0)) {
      throw new InputException(
          "--batch, --seconds",
          "are " + Arrays.toString(batches) + ", " + seconds,
          "numbers from 1, and seconds from 0");
    }
    Model m =
        Espalier.model(
            model,
            shape == null ? Optional.empty() : Optional.of(Shape.of(shape)),
            Sessions.hadoop());
    Optional<String> refusal = SparseModel.refusal(m.network());
    if (refusal.isPresent()) {
      throw new InputException(model, "cannot run sparse: " + refusal.get(), "a network that can");
    }
    List<Measurement> all = new ArrayList<>();
    for (int batch : batches) {
      all.add(Measurement.of(m, batch, seconds));
    }
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all));
    } else {
      out.printf(
          Locale.ROOT,
          "%s: sparsity %.2f%%, kernels %s%n",
          model,
          100 * all.get(0).sparsity(),
          SparseModel.kernels());
      out.println(table(all));
    }
    out.flush();
    return 0;
  }

  private static String table(List<Measurement> all) {
    return AsciiTable.getTable(
        all,
        List.of(
            new Column().header("batch").with(m -> Integer.toString(m.batch())),
            new Column().header("pruned p50 us").with(m -> figure(m.pruned().p50())),
            new Column().header("p99").with(m -> figure(m.pruned().p99())),
            new Column().header("examples/s").with(m -> figure(m.pruned().throughput())),
            new Column().header("dense p50 us").with(m -> figure(m.dense().p50())),
            new Column().header("p99").with(m -> figure(m.dense().p99())),
            new Column().header("examples/s").with(m -> figure(m.dense().throughput())),
            new Column().header("faster").with(m -> figure(m.speedup()) + "x")));
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%,.1f", value);
  }
}
