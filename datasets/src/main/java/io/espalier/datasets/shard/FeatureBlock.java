package io.espalier.datasets.shard;

import io.espalier.shard.Shard;

/**
 * Feature values being put together.
 *
 * @param features either bytes, into which only bytes can be copied, or floats
 */
record FeatureBlock(Shard.Features features) {
  static FeatureBlock of(boolean pixels, int length) {
    return new FeatureBlock(
        pixels ? new Shard.Pixels(new byte[length]) : new Shard.Floats(new float[length]));
  }

  void copy(Shard.Features from, int at, int to, int length) {
    if (features instanceof Shard.Pixels into) {
      System.arraycopy(((Shard.Pixels) from).values(), at, into.values(), to, length);
    } else if (features instanceof Shard.Floats into) {
      for (int i = 0; i < length; i++) {
        into.values()[to + i] = from.at(at + i);
      }
    }
  }
}
