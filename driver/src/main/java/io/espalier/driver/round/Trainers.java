package io.espalier.driver.round;

import io.espalier.model.Network;
import io.espalier.train.Dl4jTrainer;
import io.espalier.train.Trainer;

/** Chooses who does a task's arithmetic. */
final class Trainers {
  private Trainers() {}

  static Trainer open(Network network) {
    return new Dl4jTrainer(network);
  }
}
