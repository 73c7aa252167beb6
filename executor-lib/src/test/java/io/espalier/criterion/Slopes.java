package io.espalier.criterion;

import io.espalier.model.Network;
import io.espalier.shard.Batch;
import io.espalier.train.sparse.ReferenceNetwork;

/** Derivatives by finite differences of the plain forward pass, for tests. */
final class Slopes {
  private static final double STEP = 1e-5;

  private Slopes() {}

  /** Of the batch's mean loss by one value. */
  static double by(Network network, float[] values, Batch batch, int index) {
    double[] moved = doubles(values);
    moved[index] += STEP;
    double up = ReferenceNetwork.loss(network, moved, batch);
    moved[index] -= 2 * STEP;
    return (up - ReferenceNetwork.loss(network, moved, batch)) / (2 * STEP * batch.size());
  }

  /** Of the batch's mean loss by a gate of value 1 that multiplies some values together. */
  static double byGate(Network network, float[] values, Batch batch, int... indices) {
    return (scaled(network, values, batch, 1 + STEP, indices)
            - scaled(network, values, batch, 1 - STEP, indices))
        / (2 * STEP * batch.size());
  }

  private static double scaled(
      Network network, float[] values, Batch batch, double gate, int... indices) {
    double[] moved = doubles(values);
    for (int i : indices) {
      moved[i] *= gate;
    }
    return ReferenceNetwork.loss(network, moved, batch);
  }

  private static double[] doubles(float[] values) {
    double[] all = new double[values.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = values[i];
    }
    return all;
  }
}
