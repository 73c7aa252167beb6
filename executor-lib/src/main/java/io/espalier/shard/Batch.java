package io.espalier.shard;

/**
 * Examples ready for arithmetic, in two orders of the same values: example by example, and feature
 * by feature with the examples innermost. Arrays are shared and not to be changed; a batch belongs
 * to one thread.
 */
public final class Batch {
  /** Examples that a vector of any width holds a whole number of times. */
  public static final int LANES = 16;

  private final float[] features;
  private final int[] labels;
  private final float[] taught;
  private float[] innermost;

  /**
   * @param features normalised, {@code [size, features of one example]} row-major, images as {@code
   *     [channels, height, width]}
   * @param labels class indices {@code [size]}
   */
  public Batch(float[] features, int[] labels) {
    this(features, labels, new float[0]);
  }

  /**
   * With what a teacher says of the examples.
   *
   * @param taught its scores before the softmax, {@code [size, classes]} row-major; empty: none
   */
  public Batch(float[] features, int[] labels, float[] taught) {
    if (labels.length == 0 ? features.length > 0 : features.length % labels.length != 0) {
      throw new IllegalArgumentException(
          features.length + " feature values for " + labels.length + " examples");
    }
    this.features = features;
    this.labels = labels;
    this.taught = taught;
  }

  /** {@code [size, features of one example]} row-major. */
  public float[] features() {
    return features;
  }

  /** Class indices {@code [size]}. */
  public int[] labels() {
    return labels;
  }

  /** A teacher's scores before the softmax, {@code [size, classes]} row-major; empty: none. */
  public float[] taught() {
    return taught;
  }

  /** Number of examples. */
  public int size() {
    return labels.length;
  }

  /** The size rounded up to whole vectors of {@link #LANES}. */
  public int padded() {
    return (labels.length + LANES - 1) / LANES * LANES;
  }

  /**
   * The features with the examples innermost, {@code [features of one example, padded]} row-major;
   * the examples behind the last are 0. Made at the first call.
   */
  public float[] innermost() {
    if (innermost == null) {
      innermost = transposed();
    }
    return innermost;
  }

  /** In squares of a cache line's length, so that each line is read and written once. */
  private float[] transposed() {
    int n = size();
    int stride = padded();
    int width = n == 0 ? 0 : features.length / n;
    float[] t = new float[width * stride];
    for (int e0 = 0; e0 < n; e0 += LANES) {
      int e1 = Math.min(n, e0 + LANES);
      for (int f0 = 0; f0 < width; f0 += LANES) {
        int f1 = Math.min(width, f0 + LANES);
        for (int f = f0; f < f1; f++) {
          int from = e0 * width + f;
          for (int at = f * stride + e0; at < f * stride + e1; at++, from += width) {
            t[at] = features[from];
          }
        }
      }
    }
    return t;
  }
}
