package io.espalier.driver.round;

import io.espalier.train.TrainerKind;
import org.apache.spark.api.java.function.Function;

/** Asks an executor's process what it computes with. */
record JvmTask(TrainerKind trainer) implements Function<Integer, Jvm> {
  @Override
  public Jvm call(Integer any) {
    return Jvm.here(trainer);
  }
}
