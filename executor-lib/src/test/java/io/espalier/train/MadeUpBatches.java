package io.espalier.train;

import io.espalier.model.Network;
import io.espalier.shard.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random batches of a network's shape. */
public final class MadeUpBatches {
  private MadeUpBatches() {}

  public static List<Batch> of(Network network, long seed, int... sizes) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Batch> batches = new ArrayList<>();
    for (int n : sizes) {
      float[] features = new float[n * network.input().size()];
      for (int i = 0; i < features.length; i++) {
        features[i] = (float) (2 * random.nextDouble() - 1);
      }
      batches.add(new Batch(features, random.ints(n, 0, network.classes()).toArray()));
    }
    return batches;
  }
}
