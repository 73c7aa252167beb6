package io.espalier.shard;

/**
 * Examples ready for arithmetic.
 *
 * @param features normalised, {@code [size, features of one example]} row-major, images as {@code
 *     [channels, height, width]}
 * @param labels class indices {@code [size]}
 */
public record Batch(float[] features, int[] labels) {
  public int size() {
    return labels.length;
  }
}
