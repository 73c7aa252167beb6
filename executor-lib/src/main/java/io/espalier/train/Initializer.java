package io.espalier.train;

import io.espalier.model.Network;
import io.espalier.shard.Seeds;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * First values of a network: He-normal weights (variance {@code 2 / fan-in}), biases 0, gamma 1,
 * beta 0, mean 0, variance 1. Pure Java, so that the same seed gives the same bits everywhere.
 *
 * <p>Source: He et al., <i>Delving Deep into Rectifiers</i>, ICCV 2015, arXiv:1502.01852.
 */
public final class Initializer {
  private Initializer() {}

  /** Values as {@link Network#slots()} lays them out. */
  public static float[] values(Network network, long seed) {
    float[] values = new float[network.size()];
    for (int s = 0; s < network.slots().size(); s++) {
      Network.Slot slot = network.slots().get(s);
      switch (slot.parameter().role()) {
        case WEIGHT, OPAQUE -> gaussian(values, slot, Seeds.mix(seed, s));
        case SCALE, RUNNING_VARIANCE -> fill(values, slot, 1);
        case BIAS, SHIFT, RUNNING_MEAN -> fill(values, slot, 0);
      }
    }
    return values;
  }

  private static void fill(float[] values, Network.Slot slot, float value) {
    Arrays.fill(values, slot.offset(), slot.end(), value);
  }

  private static void gaussian(float[] values, Network.Slot slot, long seed) {
    int fanIn = Math.max(1, slot.size() / slot.parameter().shape().dim(0));
    double deviation = Math.sqrt(2.0 / fanIn);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = slot.offset(); i < slot.end(); i++) {
      // Box–Muller; 1 - u keeps the logarithm's argument above 0.
      double radius = Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
      double angle = 2 * Math.PI * random.nextDouble();
      values[i] = (float) (deviation * radius * StrictMath.cos(angle));
    }
  }
}
