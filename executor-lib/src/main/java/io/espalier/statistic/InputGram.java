package io.espalier.statistic;

import io.espalier.exact.Patches;
import io.espalier.mask.Mask;
import io.espalier.model.Network;

/**
 * {@code X Xᵀ} of what a dense layer's or convolution's rows are multiplied with, summed over
 * examples and positions, in inference mode: a group's upper triangle after the other's, row by
 * row, {@code [groups, columns · (columns + 1) / 2]}.
 *
 * @param operation the layer
 * @param examples of all shards together; 0: all
 */
public record InputGram(String operation, int examples) implements Statistic {
  private static final long serialVersionUID = 1;

  @Override
  public Sampling sampling(int batchSize) {
    return Sampling.first(examples, batchSize);
  }

  @Override
  public Accumulator accumulator(Network network, Mask mask) {
    Patches patches = Patches.of(network, operation);
    int columns = patches.columns();
    int triangle = Math.toIntExact((long) columns * (columns + 1) / 2);
    return Accumulator.of(
        Math.multiplyExact(patches.groups(), triangle),
        (glance, sum) -> {
          for (int e = 0; e < glance.batch().size(); e++) {
            for (int group = 0; group < patches.groups(); group++) {
              add(patches.of(glance.input(operation), e, group), sum, group * triangle);
            }
          }
        });
  }

  private static void add(double[][] x, double[] sum, int offset) {
    int at = offset;
    for (int a = 0; a < x.length; a++) {
      for (int b = a; b < x.length; b++) {
        double dot = 0;
        for (int p = 0; p < x[a].length; p++) {
          dot += x[a][p] * x[b][p];
        }
        sum[at++] += dot;
      }
    }
  }
}
