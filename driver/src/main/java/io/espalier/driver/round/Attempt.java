package io.espalier.driver.round;

import org.apache.spark.TaskContext;

/** The number of times that Spark has tried the present task before. */
final class Attempt {
  private Attempt() {}

  static int now() {
    TaskContext task = TaskContext.get();
    return task == null ? 0 : task.attemptNumber();
  }
}
