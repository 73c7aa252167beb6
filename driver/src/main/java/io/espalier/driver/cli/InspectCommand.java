package io.espalier.driver.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.espalier.driver.Espalier;
import io.espalier.input.InputException;
import io.espalier.measure.Cost;
import io.espalier.measure.Inspection;
import io.espalier.measure.LayerInfo;
import io.espalier.model.Network;
import io.espalier.model.Shape;
import io.espalier.model.Zoo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks into a model. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    header = "Prints the layers of a model.",
    description = {
      "",
      "Prints each layer of a model: kind, parameter shapes, whether it is pruned and why not,"
          + " parameters, and multiply-adds an example.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  espalier inspect lenet-5 --shape 1,28,28 --classes 10",
      "  espalier inspect model.zip",
      "  espalier inspect model.h5"
    })
final class InspectCommand implements Callable<Integer> {
  /** The zoo's names, for the help. */
  static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Names() {
      super(Zoo.names());
    }
  }

  @Spec private CommandSpec command;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      completionCandidates = Names.class,
      description =
          "a DL4J zip, a Keras HDF5 file, or a network of the zoo: ${COMPLETION-CANDIDATES}")
  private String model;

  @Option(
      names = "--shape",
      split = ",",
      paramLabel = "N",
      description =
          "one example's shape, channels first; a zoo model's default is 1,28,28; needed for files"
              + " that do not state it")
  private int[] shape;

  @Option(
      names = "--classes",
      defaultValue = "10",
      description = "a zoo model's classes; default: ${DEFAULT-VALUE}")
  private int classes;

  @Override
  public Integer call() {
    if (shape != null && Arrays.stream(shape).anyMatch(d -> d < 1)) {
      throw new InputException("--shape", "is " + Arrays.toString(shape), "numbers from 1");
    }
    Network network =
        Espalier.network(
            model,
            shape == null ? Optional.empty() : Optional.of(Shape.of(shape)),
            classes,
            Sessions.hadoop());
    List<LayerInfo> layers = Inspection.of(network);
    Cost cost = Cost.of(network);
    var out = command.commandLine().getOut();
    out.printf("%s: input %s, %d classes%n", network.name(), network.input(), network.classes());
    out.println(
        AsciiTable.getTable(
            layers,
            List.of(
                new Column().header("layer").dataAlign(HorizontalAlign.LEFT).with(LayerInfo::name),
                new Column().header("kind").dataAlign(HorizontalAlign.LEFT).with(LayerInfo::kind),
                new Column()
                    .header("parameters")
                    .dataAlign(HorizontalAlign.LEFT)
                    .with(LayerInfo::shapes),
                new Column()
                    .header("prunable")
                    .dataAlign(HorizontalAlign.LEFT)
                    .with(l -> l.prunable() ? "yes" : "no: " + l.why()),
                new Column().header("count").with(l -> String.format("%,d", l.parameters())),
                new Column().header("FLOPs").with(l -> String.format("%,d", l.flops())))));
    out.printf(
        "%,d parameters, %,d of them prunable weights; %,d multiply-adds an example%n",
        cost.parameters(), cost.prunable(), cost.flops());
    out.flush();
    return 0;
  }
}
