package io.espalier.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code deploy/faults}. */
@Command(
    name = "deploy/faults",
    mixinStandardHelpOptions = true,
    header =
        "Breaks what a sweep runs on, one fault after the other, and looks what becomes of it.",
    description = {
      "",
      "Starts clusters of its own on this machine, small sweeps on them, and faults in these; holds"
          + " each result, bit for bit, against an undisturbed run's. Prints a line a fault.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  deploy/faults --json faults.json",
      "  deploy/faults --only executor-killed,disk-full",
      "  deploy/faults --soak 30 --seed 7",
      "",
      "Exit code: 0 if all was got over, or refused, as it should be, and all results are the same;"
          + " 1 if not; 2 for a mistake in what was asked for."
    })
final class Main implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "writes the table there too; not with --soak")
  private Path json;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "these faults alone; not with --soak")
  private List<String> only = List.of();

  @Option(names = "--list", description = "prints each fault and what it does, and ends")
  private boolean list;

  @Option(
      names = "--soak",
      paramLabel = "MINUTES",
      description = "instead of the table: sweep after sweep with a random fault every 20 s")
  private double soak;

  @Option(names = "--seed", paramLabel = "N", description = "of the soak's faults; default: any")
  private Long seed;

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description = "where runs and logs go; default: one that is removed if all went well")
  private Path folder;

  private Main() {}

  /** Ends the JVM with the exit code. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    if (list) {
      Kinds.all().forEach(f -> say("%-26s %s", f.name(), f.injected()));
      return 0;
    }
    List<Fault> faults = chosen();
    Path repository = Path.of(System.getProperty("espalier.repository")).toAbsolutePath();
    Path work =
        folder == null
            ? Files.createTempDirectory("espalier-faults-")
            : Files.createDirectories(folder).toAbsolutePath();
    boolean held = false;
    try (Bench bench = new Bench(repository, work)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> clearedAway(bench)));
      held = soak > 0 ? soak(bench) : table(bench, faults);
    } finally {
      if (held && folder == null) {
        Damage.remove(work);
      } else {
        say("runs and logs are in %s", work);
      }
    }
    return held ? 0 : 1;
  }

  /** Also where this process is ended: no cluster is left behind. */
  private static void clearedAway(Bench bench) {
    try {
      bench.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Fault> chosen() {
    List<Fault> all = Kinds.all();
    for (String name : only) {
      if (all.stream().noneMatch(f -> f.name().equals(name))) {
        throw new ParameterException(
            command.commandLine(), "--only names no fault '" + name + "', expected one of --list");
      }
    }
    return all.stream().filter(f -> only.isEmpty() || only.contains(f.name())).toList();
  }

  private boolean table(Bench bench, List<Fault> faults) throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    long began = System.nanoTime();
    say("%s", Row.head());
    for (Fault fault : faults) {
      List<Trial> trials = trials(bench, fault);
      bench.endDrivers();
      Row row = Row.of(fault, trials);
      rows.add(row);
      say("%s", row.line());
      trials.stream().flatMap(t -> t.problems().stream()).distinct().forEach(p -> say("  %s", p));
      if (json != null) {
        Files.writeString(
            json, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(rows));
      }
    }
    long held = rows.stream().filter(Row::held).count();
    say("%d of %d in %.0f s", held, rows.size(), (System.nanoTime() - began) / 1e9);
    return held == rows.size();
  }

  private static List<Trial> trials(Bench bench, Fault fault) throws InterruptedException {
    try {
      return fault.scenario().of(bench, fault.name());
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      return List.of(new Trial(List.of(e.toString()), false, 0, 0));
    }
  }

  private boolean soak(Bench bench) throws Exception {
    long chosen = seed == null ? System.nanoTime() & 0xFFFF : seed;
    say("soak of %.0f minutes, again by --seed %d", soak, chosen);
    return new Soak(bench, chosen, soak, text -> say("%s", text)).held();
  }

  private void say(String format, Object... values) {
    command.commandLine().getOut().println(String.format(format, values));
    command.commandLine().getOut().flush();
  }
}
