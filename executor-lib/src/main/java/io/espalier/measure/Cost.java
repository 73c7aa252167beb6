package io.espalier.measure;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Role;
import io.espalier.model.Shape;

/**
 * What a network costs.
 *
 * @param parameters trained values, biases and batch-norm scales counted
 * @param prunable prunable weights
 * @param flops multiply-adds an example of convolutions and dense layers, each counted once
 */
public record Cost(long parameters, long prunable, long flops) {
  public static Cost of(Network network) {
    return of(network, Mask.full(network.size()));
  }

  public static Cost of(Network network, Mask mask) {
    long parameters = 0;
    long prunable = 0;
    long flops = 0;
    for (Network.Slot s : network.slots()) {
      int left = mask.survivors(s.offset(), s.end());
      parameters += s.parameter().role().trained() ? left : 0;
      if (s.prunable()) {
        prunable += left;
        flops += (long) left * positions(s.operation());
      }
    }
    return new Cost(parameters, prunable, flops);
  }

  /**
   * Bytes of a network's state under a mask: 4 a surviving value, and one bit a prunable weight for
   * the mask.
   */
  public static long bytes(Network network, Mask mask) {
    long prunable = network.prunable().stream().mapToLong(Network.Slot::size).sum();
    return 4L * mask.survivors(0, mask.size()) + (prunable + 7) / 8;
  }

  /** Multiply-adds of one dense operation or convolution; 0 of others. */
  static long flops(Operation operation) {
    return operation.parameters().stream()
        .filter(p -> p.role() == Role.WEIGHT)
        .mapToLong(p -> (long) p.shape().size() * positions(operation))
        .sum();
  }

  private static int positions(Operation operation) {
    Shape out = operation.output();
    return out.rank() == 3 ? out.dim(1) * out.dim(2) : 1;
  }
}
