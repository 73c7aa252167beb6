package io.espalier.statistic;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.structure.Downstream;
import java.util.List;

/**
 * Squares of what each layer reads, summed over the examples, in inference mode: one value an input
 * feature (images {@code [channels, height, width]}) of each layer that has weights, one layer
 * after the other.
 *
 * @param examples of all shards together; 0: all
 */
public record InputSquares(int examples) implements Statistic {
  private static final long serialVersionUID = 1;

  @Override
  public Sampling sampling(int batchSize) {
    return Sampling.first(examples, batchSize);
  }

  /** How many features a layer reads of one example. */
  public static int width(Downstream downstream, Slot weight) {
    return downstream.shape(weight.operation().inputs().get(0)).size();
  }

  @Override
  public Accumulator accumulator(Network network, Mask mask) {
    Downstream downstream = new Downstream(network);
    List<Slot> layers = network.prunable();
    int all = layers.stream().mapToInt(slot -> width(downstream, slot)).sum();
    return Accumulator.of(
        all,
        (glance, sum) -> {
          int first = 0;
          for (Slot slot : layers) {
            float[] inputs = glance.input(slot.operation().name());
            int width = width(downstream, slot);
            for (int i = 0; i < inputs.length; i++) {
              double x = inputs[i];
              sum[first + i % width] += x * x;
            }
            first += width;
          }
        });
  }
}
