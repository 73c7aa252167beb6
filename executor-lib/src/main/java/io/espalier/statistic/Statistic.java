package io.espalier.statistic;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import java.io.Serializable;

/**
 * What a criterion asks of the data: sums over examples, which add up element by element. A record:
 * equal statistics of equal states are gathered once, whoever asked.
 */
public interface Statistic extends Serializable {
  /**
   * The examples that it looks at.
   *
   * @param batchSize of the candidate's fine-tuning
   */
  Sampling sampling(int batchSize);

  /** An empty sum, for one shard. */
  Accumulator accumulator(Network network, Mask mask);
}
