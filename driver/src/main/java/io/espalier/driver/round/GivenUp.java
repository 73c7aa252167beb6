package io.espalier.driver.round;

import io.espalier.input.InputException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkException;

/**
 * A job that Spark gave up, read from what Spark says of it.
 *
 * @param place of the task that failed too often, for a person; empty if it was none
 * @param attempts at that task; 0 if it was none
 * @param cause its last failure, in one line
 * @param memory whether executors ended for want of memory
 */
record GivenUp(Optional<String> place, int attempts, String cause, boolean memory) {
  private static final Pattern TASK =
      Pattern.compile("Task (\\d+) in stage \\S+ failed (\\d+) times, most recent failure: (.*)");
  private static final Pattern LOST_TASK =
      Pattern.compile("Lost task \\S+ in stage \\S+ \\(TID \\d+\\) \\((.*?)\\): (.*)");

  /** What an executor that had no memory left says, by itself or through what it ran in. */
  private static final Pattern MEMORY =
      Pattern.compile("OutOfMemoryError|exited with code 52|exit code 52|memory limits|OOMKilled");

  /** Jobs that end with the whole application. */
  private static final Pattern ENDING =
      Pattern.compile("SparkContext was shut down|removed our application|cancelled");

  /**
   * What is known of a failure.
   *
   * @param layout of the job
   * @return empty where Spark did not give a job up: the failure is not a candidate's
   */
  static Optional<GivenUp> of(Throwable failure, Layout layout) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof SparkException) {
        String message = String.valueOf(e.getMessage());
        return ENDING.matcher(firstLine(message)).find()
            ? Optional.empty()
            : Optional.of(read(message, layout));
      }
    }
    return Optional.empty();
  }

  /** A mistake of the user that a task met, such as data that changed under way. */
  static Optional<InputException> mistake(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof InputException mistake) {
        return Optional.of(mistake);
      }
    }
    return Optional.empty();
  }

  /** Whether this is how something ends that had no memory left. */
  static boolean memory(String reason) {
    return MEMORY.matcher(reason).find();
  }

  private static GivenUp read(String message, Layout layout) {
    String first = firstLine(message);
    Matcher task = TASK.matcher(first);
    boolean memory = memory(message);
    if (!task.find()) {
      return new GivenUp(Optional.empty(), 0, first, memory);
    }
    Matcher lost = LOST_TASK.matcher(task.group(3));
    return new GivenUp(
        Optional.of(layout.place(Integer.parseInt(task.group(1)))),
        Integer.parseInt(task.group(2)),
        lost.find() ? lost.group(2) : task.group(3),
        memory);
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("no reason given");
  }

  /** For a person: {@code training shard 1 failed 4 times: …}. */
  String text() {
    return place.map(p -> p + " failed " + attempts + " times: ").orElse("") + cause;
  }
}
