package io.espalier.train;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import java.util.Arrays;

/**
 * The values that a mask leaves, as an optimizer sees them: which of them are weights, which never
 * train, and where each lies in the network.
 */
final class Active {
  private final int[] indices;
  private final boolean[] weight;
  private final boolean[] trained;

  private Active(int[] indices, boolean[] weight, boolean[] trained) {
    this.indices = indices;
    this.weight = weight;
    this.trained = trained;
  }

  static Active of(Network network, Mask mask) {
    int[] indices = mask.indices();
    boolean[] weight = new boolean[indices.length];
    boolean[] trained = new boolean[indices.length];
    int at = 0;
    for (Network.Slot slot : network.slots()) {
      int end = at + mask.survivors(slot.offset(), slot.end());
      Arrays.fill(weight, at, end, slot.prunable());
      Arrays.fill(trained, at, end, slot.parameter().role().trained());
      at = end;
    }
    return new Active(indices, weight, trained);
  }

  /** The mean gradient of what survives and trains; 0 of running statistics. */
  void gather(float[] gradientSum, int examples, float[] into) {
    float scale = 1f / examples;
    for (int i = 0; i < indices.length; i++) {
      into[i] = trained[i] ? gradientSum[indices[i]] * scale : 0;
    }
  }

  /** Adds L2's share to the gradient of weights, not of biases or normalisations. */
  void decay(float[] w, float[] g, double l2) {
    float c = (float) l2;
    for (int i = 0; c != 0 && i < w.length; i++) {
      g[i] += weight[i] ? c * w[i] : 0;
    }
  }

  /** Decoupled weight decay: shrinks weights by a share, apart from their gradient. */
  void decouple(float[] w, double share) {
    float keep = (float) (1 - share);
    for (int i = 0; share != 0 && i < w.length; i++) {
      w[i] *= weight[i] ? keep : 1;
    }
  }

  void scatter(float[] w, float[] into) {
    for (int i = 0; i < indices.length; i++) {
      into[indices[i]] = w[i];
    }
  }
}
