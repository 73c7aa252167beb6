package io.espalier.driver.run;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/**
 * Tells a run's incidents what Spark and Hadoop get over by themselves and say in their logs alone:
 * a master or a name node that is gone, a data node that takes no writes. No listener hears of
 * these.
 */
public final class Overheard extends AbstractAppender implements AutoCloseable {
  /**
   * @param name of the logger, or of what its loggers have in common
   * @param level the least that counts
   */
  private record Source(String name, Level level, String who) {
    boolean said(LogEvent event) {
      return event.getLevel().isMoreSpecificThan(level) && event.getLoggerName().startsWith(name);
    }
  }

  private static final List<Source> SOURCES =
      List.of(
          new Source("org.apache.spark.deploy.client.", Level.WARN, "Spark"),
          new Source(
              "org.apache.spark.scheduler.cluster.StandaloneSchedulerBackend", Level.WARN, "Spark"),
          new Source("org.apache.hadoop.hdfs.", Level.WARN, "HDFS"),
          // They say at a lower level that a server is gone and tried again.
          new Source("org.apache.hadoop.ipc.Client", Level.INFO, "Hadoop"),
          new Source("org.apache.hadoop.io.retry.", Level.INFO, "Hadoop"));

  /** What tells one occurrence from the next: blocks, ports, counts. */
  private static final Pattern NUMBERS = Pattern.compile("[0-9a-f-]*\\d[0-9a-f-]*");

  /** Of a source, in a run: a name node that is gone has a word for each file. */
  private static final int MOST = 5;

  private final Incidents incidents;
  private final Map<Source, Set<String>> told = new HashMap<>();
  private final Optional<LoggerContext> logging;

  private Overheard(Incidents incidents) {
    super("espalier-incidents", null, null, true, Property.EMPTY_ARRAY);
    this.incidents = incidents;
    // A host of its own logging library is left as it is.
    this.logging =
        LogManager.getContext(false) instanceof LoggerContext context
            ? Optional.of(context)
            : Optional.empty();
  }

  /** Listens until it is closed. */
  public static Overheard by(Incidents incidents) {
    Overheard overheard = new Overheard(incidents);
    overheard.start();
    overheard.logging.ifPresent(
        context -> {
          context.getConfiguration().getRootLogger().addAppender(overheard, Level.INFO, null);
          context.updateLoggers();
        });
    return overheard;
  }

  @Override
  public void append(LogEvent event) {
    for (Source source : SOURCES) {
      if (source.said(event)) {
        tell(source, event.getMessage().getFormattedMessage());
        return;
      }
    }
  }

  private void tell(Source source, String message) {
    String line = message.lines().findFirst().orElse("").strip();
    if (first(source, NUMBERS.matcher(line).replaceAll("#"))) {
      incidents.add(source.who() + " says: " + Incidents.shortened(line));
    }
  }

  /** Whether this source has not said so before, and has not said too much. */
  private synchronized boolean first(Source source, String shape) {
    Set<String> shapes = told.computeIfAbsent(source, s -> new HashSet<>());
    return shapes.size() < MOST && shapes.add(shape);
  }

  @Override
  public void close() {
    logging.ifPresent(
        context -> {
          context.getConfiguration().getRootLogger().removeAppender(getName());
          context.updateLoggers();
        });
    stop();
  }
}
