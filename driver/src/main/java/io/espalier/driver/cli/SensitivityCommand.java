package io.espalier.driver.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import io.espalier.driver.Espalier;
import io.espalier.driver.SensitivityResult;
import io.espalier.driver.SweepOptions;
import io.espalier.driver.spec.RunSpec;
import io.espalier.input.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what each layer costs. */
@Command(
    name = "sensitivity",
    mixinStandardHelpOptions = true,
    header = "Prunes each layer alone, and divides a total among the layers by what they cost.",
    description = {
      "",
      "Prunes every layer of the baseline alone to several sparsities by prune.criterion, looks at"
          + " the accuracy on validation, and gives each layer its sparsity for a total. The scan"
          + " is kept in sensitivity/HASH beside the run folder with a table, a plot and the"
          + " sparsities as YAML, and is reused for another total or budget.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  espalier sensitivity conf/quickstart.yaml --total 0.9",
      "  espalier sensitivity conf/quickstart.yaml --budget 0.02",
      "  espalier sensitivity conf/quickstart.yaml --set 'prune.scope={name: sensitivity, rule:"
          + " equal-drop}'"
    })
final class SensitivityCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private SpecOptions specification;

  @Option(
      names = "--budget",
      paramLabel = "DROP",
      description = "the most that accuracy may drop before fine-tuning, estimated: 0.02")
  private Double budget;

  @Option(
      names = "--total",
      paramLabel = "SHARE",
      description =
          "share of all weights to go; default: prune.sparsity; with --budget too, the less of both")
  private Double total;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FOLDER",
      description = "the run folder beside which scans are kept; default: runs/NAME-CONFIGHASH")
  private String out = "";

  @Override
  public Integer call() {
    check("--budget", budget);
    check("--total", total);
    RunSpec spec = specification.load();
    try (Terminal terminal = new Terminal(command.commandLine());
        SparkSession spark = Sessions.start(spec.name())) {
      SensitivityResult result =
          Espalier.sensitivity(
              spark, spec, new SweepOptions(out, terminal), number(budget), number(total));
      var printer = command.commandLine().getOut();
      printer.println(table(result));
      printer.printf(
          "%s at a total of %.2f%%: an estimated drop of %.4f from %.4f%n",
          result.criterion(), 100 * result.total(), result.drop(), result.scan().baseline());
      printer.printf("%s%s: table, plot and YAML%n", result.yaml(), result.folder());
      printer.flush();
      return 0;
    }
  }

  private static void check(String option, Double share) {
    if (share != null && !(share >= 0 && share < 1)) {
      throw new InputException(option, "is " + share, "a share in [0, 1)");
    }
  }

  private static OptionalDouble number(Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static String table(SensitivityResult result) {
    List<ColumnData<SensitivityResult.Layer>> columns = new ArrayList<>();
    columns.add(
        new Column()
            .header("layer")
            .dataAlign(HorizontalAlign.LEFT)
            .with(SensitivityResult.Layer::name));
    columns.add(new Column().header("units").with(l -> String.format("%,d", l.units())));
    List<Double> sparsities = result.scan().sparsities();
    for (int s = 0; s < sparsities.size(); s++) {
      int at = s;
      columns.add(
          new Column()
              .header(sparsities.get(s).toString())
              .with(l -> String.format("%.4f", result.scan().accuracies().get(l.name()).get(at))));
    }
    columns.add(
        new Column().header("sparsity").with(l -> String.format("%.2f%%", 100 * l.sparsity())));
    columns.add(new Column().header("drop").with(l -> String.format("%.4f", l.drop())));
    return AsciiTable.getTable(result.layers(), columns);
  }
}
