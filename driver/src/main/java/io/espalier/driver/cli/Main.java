package io.espalier.driver.cli;

import io.espalier.input.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Locale;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * The command line's entry: exit code 0 for success, 1 for a run that failed or found nothing that
 * meets its objective, 2 for a mistake in what was asked for.
 */
public final class Main {
  /** Behind a run's last word on a signal, before Spark and Hadoop are taken down. */
  private static final int BEFORE_SPARK = 900;

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private Main() {}

  /** Runs a command, and ends the JVM with its exit code; a success on YARN lets YARN end it. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    ShutdownHookManager.get().addShutdownHook(Main::fallSilent, BEFORE_SPARK);
    int code = commandLine().execute(args);
    if (SparkSession.getDefaultSession().isDefined()) {
      SparkSession.getDefaultSession().get().stop();
    }
    try {
      ExitFile.write(code);
    } catch (IOException e) {
      System.err.println("espalier: the exit code cannot be left for the launcher: " + e);
    }
    // YARN takes a driver that ends its JVM for a failed one, and starts it again.
    if (code != 0 || !startedByYarn()) {
      System.exit(code);
    }
  }

  /** What threads of Spark print when they are taken down would bury how to go on. */
  private static void fallSilent() {
    System.setErr(new PrintStream(OutputStream.nullOutputStream()));
  }

  /** Whether YARN's application master called {@link #main}: it hands on Spark's settings. */
  private static boolean startedByYarn() {
    return "yarn".equals(System.getProperty("spark.master"))
        && "cluster".equals(System.getProperty("spark.submit.deployMode"));
  }

  /** The commands with their error handling, for {@link #main} and for tests. */
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new EspalierCommand());
    // Wide enough for the examples, narrow enough for half a screen.
    line.setUsageHelpWidth(100);
    version(line, line.getCommandSpec().version());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((e, command, parsed) -> explain(e, command));
    line.setParameterExceptionHandler(
        (e, args) -> {
          CommandLine of = e.getCommandLine();
          of.getErr().println("espalier: " + e.getMessage());
          CommandLine.UnmatchedArgumentException.printSuggestions(e, of.getErr());
          of.getErr().println("Try '" + of.getCommandSpec().qualifiedName() + " --help'.");
          return 2;
        });
    return line;
  }

  private static void version(CommandLine line, String... version) {
    line.getCommandSpec().version(version);
    line.getSubcommands().values().forEach(sub -> version(sub, version));
  }

  /** A task may have met it, and Spark wrapped it. */
  private static InputException mistake(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof InputException input) {
        return input;
      }
    }
    return null;
  }

  private static int explain(Exception e, CommandLine command) {
    InputException input = mistake(e);
    if (input != null) {
      input.getMessage().lines().forEach(l -> command.getErr().println("espalier: " + l));
      return 2;
    }
    LOG.error("the command failed", e);
    if (ShutdownHookManager.get().isShutdownInProgress()) {
      return 1; // of no account: the signal decides, and has been told of
    }
    command
        .getErr()
        .println(
            "espalier: failed: "
                + Failure.line(e)
                + " (the log has the details: "
                + System.getProperty("espalier.log.file", "logs/espalier.log")
                + ")");
    return 1;
  }
}
