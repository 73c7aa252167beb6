package io.espalier.driver.round;

import io.espalier.train.Trainer;
import java.util.Map;

/**
 * The dense network that candidates start from. Arrays are shared and not to be changed.
 *
 * @param trained all of the network's values after training
 * @param initial before it
 * @param epochs values after the epochs that the configuration names
 * @param validation its score there
 */
public record Baseline(
    float[] trained, float[] initial, Map<Integer, float[]> epochs, Trainer.Score validation) {

  /**
   * Where pruning starts.
   *
   * @param from {@code trained}, {@code init} or {@code epoch:K}
   */
  public float[] start(String from) {
    if (from.equals("init")) {
      return initial;
    }
    if (from.equals("trained")) {
      return trained;
    }
    return epochs.get(Integer.parseInt(from.substring("epoch:".length())));
  }
}
