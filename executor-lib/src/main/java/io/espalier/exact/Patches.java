package io.espalier.exact;

import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Operation.Convolution;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Shape;

/**
 * What the rows of a dense layer or convolution are multiplied with: its input, unfolded.
 *
 * @param groups of channels that do not see each other
 * @param channels of one group's input
 */
public record Patches(int groups, int channels, Taps taps) {
  /**
   * A layer's.
   *
   * @throws IllegalArgumentException if the operation is neither dense nor a convolution
   */
  public static Patches of(Network network, String operation) {
    Operation o = operation(network, operation);
    if (o instanceof Dense d) {
      return new Patches(1, d.in(), Taps.point());
    } else if (o instanceof Convolution c) {
      String from = c.inputs().get(0);
      Shape in = from.equals(Network.INPUT) ? network.input() : operation(network, from).output();
      return new Patches(c.groups(), c.in() / c.groups(), Taps.of(c.window(), in, c.output()));
    }
    throw new IllegalArgumentException(operation + " is no dense layer or convolution");
  }

  private static Operation operation(Network network, String name) {
    return network.operations().stream()
        .filter(o -> o.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no operation " + name));
  }

  /** Weights of a row: {@code in / groups · kH · kW}. */
  public int columns() {
    return channels * taps.taps();
  }

  /** Patches of one example; a dense layer has one. */
  public int positions() {
    return taps.positions();
  }

  /**
   * One example's.
   *
   * @param inputs {@code [examples, features]} row-major
   * @return {@code [columns][positions]}; the border is 0
   */
  public double[][] of(float[] inputs, int example, int group) {
    int features = groups * channels * taps.pixels();
    double[][] all = new double[columns()][positions()];
    for (int c = 0; c < all.length; c++) {
      int channel = group * channels + c / taps.taps();
      int from = example * features + channel * taps.pixels();
      for (int p = 0; p < all[c].length; p++) {
        int pixel = taps.seen()[p][c % taps.taps()];
        all[c][p] = pixel < 0 ? 0 : inputs[from + pixel];
      }
    }
    return all;
  }
}
