package io.espalier.driver.round;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Counts what ended for want of memory on executors. A job's last failure need not be one of those:
 * where an executor is gone, others fail for what they cannot fetch from it.
 */
final class MemoryLosses extends SparkListener implements LongSupplier, AutoCloseable {
  /** For what Spark has still to say. */
  private static final long WAIT_MILLIS = 10_000;

  private final SparkContext spark;
  private final AtomicLong count = new AtomicLong();

  private MemoryLosses(SparkContext spark) {
    this.spark = spark;
  }

  static MemoryLosses on(SparkContext spark) {
    MemoryLosses losses = new MemoryLosses(spark);
    spark.addSparkListener(losses);
    return losses;
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    if (event.reason() instanceof TaskFailedReason failed) {
      hear(failed.toErrorString());
    }
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
    hear(event.reason());
  }

  private void hear(String reason) {
    if (GivenUp.memory(reason)) {
      count.incrementAndGet();
    }
  }

  /** So far, all that has happened until now included. */
  @Override
  public long getAsLong() {
    try {
      spark.listenerBus().waitUntilEmpty(WAIT_MILLIS);
    } catch (TimeoutException e) {
      // A count that is too small leaves waves as they are.
    }
    return count.get();
  }

  @Override
  public void close() {
    spark.removeSparkListener(this);
  }
}
