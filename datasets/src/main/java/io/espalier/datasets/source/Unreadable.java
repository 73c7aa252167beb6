package io.espalier.datasets.source;

import io.espalier.input.InputException;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.sql.AnalysisException;

/** Files and tables that Spark cannot read are a user's mistake, told in one line. */
final class Unreadable {
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
        input |=
            cause instanceof IOException
                || cause instanceof AnalysisException
                || cause instanceof ClassNotFoundException;
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

  private static String firstLine(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.lines().findFirst().orElse(cause.getClass().getSimpleName());
  }
}
