package io.espalier.statistic;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import java.util.Arrays;
import java.util.List;

/**
 * The loss's gradient over one minibatch of each shard, the one that a training sees next: signed,
 * one value a surviving weight of some layers, ascending by index; others do not travel.
 *
 * @param minibatch which one, counted over all epochs
 * @param seed of the training's batch order
 * @param layers whose weights are asked about
 */
public record MinibatchGradient(long minibatch, long seed, List<String> layers)
    implements Statistic {
  private static final long serialVersionUID = 2;

  @Override
  public Sampling sampling(int batchSize) {
    return Sampling.minibatch(batchSize, minibatch, seed);
  }

  @Override
  public Accumulator accumulator(Network network, Mask mask) {
    List<Network.Slot> slots = slots(network);
    int[] from = slots.stream().mapToInt(s -> mask.survivors(0, s.offset())).toArray();
    int[] count = slots.stream().mapToInt(s -> mask.survivors(s.offset(), s.end())).toArray();
    return Accumulator.of(
        Arrays.stream(count).sum(),
        (glance, sums) -> {
          float[] gradient = glance.gradient();
          int at = 0;
          for (int s = 0; s < from.length; s++) {
            for (int i = 0; i < count[s]; i++) {
              sums[at++] += gradient[from[s] + i];
            }
          }
        });
  }

  /** The weights that it is about. */
  public List<Network.Slot> slots(Network network) {
    return network.prunable().stream().filter(s -> layers.contains(s.operation().name())).toList();
  }
}
