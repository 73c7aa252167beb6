package io.espalier.train;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import java.util.Arrays;

/** Where the values that a mask leaves lie in the network, and which of them train. */
final class Active {
  private final int[] indices;
  private final boolean[] trained;

  private Active(int[] indices, boolean[] trained) {
    this.indices = indices;
    this.trained = trained;
  }

  static Active of(Network network, Mask mask) {
    int[] indices = mask.indices();
    boolean[] trained = new boolean[indices.length];
    int at = 0;
    for (Network.Slot slot : network.slots()) {
      int end = at + mask.survivors(slot.offset(), slot.end());
      Arrays.fill(trained, at, end, slot.parameter().role().trained());
      at = end;
    }
    return new Active(indices, trained);
  }

  /** The mean gradient of what survives and trains; 0 of running statistics. */
  void gather(float[] gradientSum, int examples, float[] into) {
    float scale = 1f / examples;
    for (int i = 0; i < indices.length; i++) {
      into[i] = trained[i] ? gradientSum[indices[i]] * scale : 0;
    }
  }

  void scatter(float[] w, float[] into) {
    for (int i = 0; i < indices.length; i++) {
      into[indices[i]] = w[i];
    }
  }
}
