package io.espalier.driver.round;

import org.apache.spark.TaskContext;

/**
 * The number of times that Spark has tried the present task before; a stage that is begun again, as
 * after the loss of what it reads, counts its tasks from 0 once more.
 */
final class Attempt {
  private Attempt() {}

  static int now() {
    TaskContext task = TaskContext.get();
    return task == null ? 0 : task.stageAttemptNumber() + task.attemptNumber();
  }
}
