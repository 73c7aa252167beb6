package io.espalier.statistic;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.statistic.Blocks.Block;

/**
 * Outer products {@code g gᵀ} of batches' mean gradients with their true labels, summed over the
 * batches: upper triangles of {@link Blocks}. In inference mode.
 *
 * @param block weights of a block
 * @param gradients of all shards together
 * @param examples whose mean one gradient is
 */
public record BlockFisher(int block, int gradients, int examples) implements Statistic {
  private static final long serialVersionUID = 1;

  @Override
  public Sampling sampling(int batchSize) {
    return Sampling.first(Math.multiplyExact(gradients, examples), examples);
  }

  @Override
  public Accumulator accumulator(Network network, Mask mask) {
    Blocks blocks = Blocks.of(network, mask, block);
    InferenceGradient gradient = InferenceGradient.of(network, mask);
    return Accumulator.of(
        blocks.triangles(),
        (glance, sum) -> {
          double[] g = gradient.mean(glance);
          for (Block b : blocks.all()) {
            int at = b.offset();
            for (int row = b.rank(); row < b.rank() + b.indices().length; row++) {
              for (int column = row; column < b.rank() + b.indices().length; column++) {
                sum[at++] += g[row] * g[column];
              }
            }
          }
        });
  }
}
