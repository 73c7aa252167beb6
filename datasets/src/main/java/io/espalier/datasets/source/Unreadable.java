package io.espalier.datasets.source;

import io.espalier.input.InputException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;

/** Files and tables that Spark cannot read are a user's mistake, told in one line. */
final class Unreadable {
  private static final List<String> READERS =
      List.of(
          "org.apache.parquet.", "org.apache.orc.", "org.apache.spark.sql.execution.datasources.");

  private Unreadable() {}

  /**
   * Does some reading by Spark.
   *
   * @throws InputException in place of Spark's own exceptions about the input; others pass
   */
  static <T> T refused(String where, Callable<T> reading) {
    try {
      return reading.call();
    } catch (InputException e) {
      throw e;
    } catch (Exception e) {
      Throwable cause = e;
      boolean input = false;
      while (true) {
        input |= isOfInput(cause);
        if (cause.getCause() == null) {
          break;
        }
        cause = cause.getCause();
      }
      if (input) {
        throw new InputException(
            where, "cannot be read: " + firstLine(cause), "files or a table that Spark SQL reads");
      }
      throw e instanceof RuntimeException r ? r : new IllegalStateException(e);
    }
  }

  /** Spark gives a torn Parquet file as a plain exception within one of the class named here. */
  private static boolean isOfInput(Throwable cause) {
    return ofReader(cause)
        || cause instanceof IOException
        || cause instanceof AnalysisException
        || cause instanceof ClassNotFoundException
        || cause instanceof SparkThrowable t
            && String.valueOf(t.getErrorClass()).contains("READ_FILE");
  }

  /**
   * Whether Spark's readers of files threw it, or called who did: any exception comes of damage.
   */
  private static boolean ofReader(Throwable cause) {
    for (StackTraceElement frame : cause.getStackTrace()) {
      String name = frame.getClassName();
      if (name.startsWith("io.espalier.")) {
        return false;
      }
      if (READERS.stream().anyMatch(name::startsWith)) {
        return true;
      }
    }
    return false;
  }

  private static String firstLine(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.lines().findFirst().orElse(cause.getClass().getSimpleName());
  }
}
