package io.espalier.driver.round;

import org.apache.spark.api.java.function.Function;

/** Asks an executor's JVM which kernels it has. */
record KernelsTask() implements Function<Integer, String> {
  @Override
  public String call(Integer any) {
    return Trainers.kernels();
  }
}
