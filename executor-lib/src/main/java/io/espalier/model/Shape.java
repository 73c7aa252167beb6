package io.espalier.model;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Extents of a tensor without the batch: {@code [channels, height, width]}, {@code [features]}, or
 * a parameter's own ({@code [out, in, kH, kW]}).
 */
public record Shape(List<Integer> dims) implements Serializable {
  public Shape {
    dims = List.copyOf(dims);
    for (int d : dims) {
      if (!(d > 0)) {
        throw new IllegalArgumentException(
            "extent " + d + " in " + dims + ", expected a positive number");
      }
    }
  }

  public static Shape of(int... dims) {
    return new Shape(Arrays.stream(dims).boxed().toList());
  }

  public int rank() {
    return dims.size();
  }

  public int dim(int axis) {
    return dims.get(axis);
  }

  /** Number of elements. */
  public int size() {
    return dims.stream().reduce(1, Math::multiplyExact);
  }

  /** Whether examples of another shape can be read as this one: the same, or as many, one flat. */
  public boolean reads(Shape other) {
    return equals(other) || (size() == other.size() && (rank() == 1 || other.rank() == 1));
  }

  /** As in {@code 1x28x28}. */
  @Override
  public String toString() {
    return dims.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }
}
