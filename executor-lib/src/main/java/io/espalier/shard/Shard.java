package io.espalier.shard;

import io.espalier.model.Shape;
import java.io.Serializable;

/**
 * One fixed block of examples in one fixed order: a function of the records' identities and the
 * seed. Immutable by agreement: arrays are not copied.
 *
 * @param index its number within its split, from 0
 * @param shape one example's: {@code [channels, height, width]} or {@code [features]}
 * @param labels class indices {@code [n]}
 * @param features {@code [n, shape]} row-major, as read: not normalised
 */
public record Shard(int index, Shape shape, int[] labels, Features features)
    implements Serializable {
  /** Raw feature values. */
  public sealed interface Features extends Serializable {
    /** The value at {@code index} of the whole block. */
    float at(int index);

    int length();
  }

  /** Pixels 0 to 255, a byte each. */
  public record Pixels(byte[] values) implements Features {
    @Override
    public float at(int index) {
      return values[index] & 0xff;
    }

    @Override
    public int length() {
      return values.length;
    }
  }

  /** Any other features. */
  public record Floats(float[] values) implements Features {
    @Override
    public float at(int index) {
      return values[index];
    }

    @Override
    public int length() {
      return values.length;
    }
  }

  public Shard {
    if (features.length() != labels.length * shape.size()) {
      throw new IllegalArgumentException(
          features.length() + " feature values for " + labels.length + " examples of " + shape);
    }
  }

  /** Number of examples. */
  public int size() {
    return labels.length;
  }
}
