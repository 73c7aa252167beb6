package io.espalier.statistic;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.model.Operation.BatchNorm;
import io.espalier.structure.Downstream;
import io.espalier.structure.OutputChannels;
import java.util.Arrays;
import java.util.List;

/**
 * A gate of value 1 multiplies a layer's output channel, behind its batch norm if it has one. The
 * batch's mean gradient by the gate is then {@code Σ w·g} over the values that make the channel:
 * batch norm's gamma and beta, else the row's weights and its bias. Gates that are one add up; then
 * each is squared, and the squares are summed over the batches: one value a gate.
 *
 * @param gates the channels of {@link OutputChannels} that each gate multiplies
 * @param examples of all shards together; 0: all
 */
public record SquaredGates(List<List<Integer>> gates, int examples) implements Statistic {
  private static final long serialVersionUID = 1;

  public SquaredGates {
    gates = gates.stream().map(List::copyOf).toList();
  }

  @Override
  public Sampling sampling(int batchSize) {
    return Sampling.first(examples, batchSize);
  }

  @Override
  public Accumulator accumulator(Network network, Mask mask) {
    int channels = OutputChannels.of(network).size();
    int[] channelOf = channelOf(network, mask);
    return Accumulator.of(
        gates.size(),
        (glance, sum) -> {
          double[] by = new double[channels];
          float[] gradient = glance.gradient();
          for (int i = 0; i < channelOf.length; i++) {
            if (channelOf[i] >= 0) {
              by[channelOf[i]] += (double) glance.survivors()[i] * gradient[i];
            }
          }
          for (int u = 0; u < sum.length; u++) {
            double gate = 0;
            for (int channel : gates.get(u)) {
              gate += by[channel];
            }
            double mean = gate / glance.batch().size();
            sum[u] += mean * mean;
          }
        });
  }

  /** By survivor, the channel whose gate has its product; -1 for none. */
  private static int[] channelOf(Network network, Mask mask) {
    OutputChannels channels = OutputChannels.of(network);
    Downstream downstream = new Downstream(network);
    int[] all = new int[network.size()];
    Arrays.fill(all, -1);
    for (Slot weight : channels.layers()) {
      String layer = weight.operation().name();
      String makes = downstream.batchNorm(layer).map(BatchNorm::name).orElse(layer);
      for (Slot slot : network.slots()) {
        if (slot.operation().name().equals(makes) && slot.parameter().role().trained()) {
          int each = slot.size() / OutputChannels.rows(weight);
          for (int i = slot.offset(); i < slot.end(); i++) {
            all[i] = channels.first(layer) + (i - slot.offset()) / each;
          }
        }
      }
    }
    return Arrays.stream(mask.indices()).map(i -> all[i]).toArray();
  }
}
