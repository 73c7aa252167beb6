package io.espalier.datasets.source;

import io.espalier.shard.Seeds;
import java.io.Serializable;
import java.util.Arrays;

/**
 * A row's whole content, in an order that content alone decides: first its hash, then, should two
 * hashes ever meet, label and features.
 */
final class RowKey implements Serializable, Comparable<RowKey> {
  private static final long serialVersionUID = 1;

  private final long hash;
  private final int label;
  private final float[] features;

  private RowKey(long hash, int label, float[] features) {
    this.hash = hash;
    this.label = label;
    this.features = features;
  }

  /** A good row of class {@code label}. The hash takes the label's text: it knows no class list. */
  static RowKey of(Reading row, int label) {
    long[] parts = new long[row.width() + 1];
    parts[0] = Seeds.of(row.label());
    for (int i = 0; i < row.width(); i++) {
      parts[i + 1] = Float.floatToIntBits(row.features()[i]);
    }
    return new RowKey(Seeds.mix(parts), label, row.features());
  }

  long hash() {
    return hash;
  }

  int label() {
    return label;
  }

  float[] features() {
    return features;
  }

  @Override
  public int compareTo(RowKey o) {
    int c = Long.compare(hash, o.hash);
    c = c != 0 ? c : Integer.compare(label, o.label);
    return c != 0 ? c : Arrays.compare(features, o.features);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof RowKey k && compareTo(k) == 0;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(hash);
  }
}
