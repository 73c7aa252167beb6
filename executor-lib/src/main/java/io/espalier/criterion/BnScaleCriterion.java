package io.espalier.criterion;

import io.espalier.input.Problem;
import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Need;
import io.espalier.model.Network.Slot;
import io.espalier.model.Operation.BatchNorm;
import io.espalier.structure.Downstream;
import io.espalier.structure.OutputChannels;
import java.util.List;
import java.util.Optional;

/**
 * Scale of the batch norm behind a layer: {@code score = |gamma|} of each channel.
 *
 * <p>Source: Liu, Li, Shen, Huang, Yan, Zhang, <i>Learning Efficient Convolutional Networks through
 * Network Slimming</i>, ICCV 2017, arXiv:1708.06519; global scope there. The scores compare only
 * after training with its penalty, {@code s · Σ |gamma|} added to the loss.
 */
public record BnScaleCriterion() implements ChannelCriterion {
  static final Method METHOD =
      new Method(
          Kind.CRITERION,
          "bn-scale",
          "|gamma| of the batch norm behind the layer",
          "Liu, Li, Shen, Huang, Yan, Zhang: Learning Efficient Convolutional Networks through"
              + " Network Slimming, ICCV 2017",
          List.of(Need.BATCH_NORM, Need.STRUCTURES),
          "scope global, after training with an L1 penalty on gamma",
          List.of());

  private static final long serialVersionUID = 1;

  @Override
  public String name() {
    return METHOD.name();
  }

  @Override
  public Optional<Problem> refuses(Downstream downstream, String layer) {
    return downstream.batchNorm(layer).isPresent()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                "prune.criterion",
                "is bn-scale, and " + layer + " has no batch norm behind it",
                layer + " in prune.keep, granularity filter, or another criterion"));
  }

  @Override
  public double[] channels(Evidence evidence) {
    OutputChannels channels = OutputChannels.of(evidence.network());
    Downstream downstream = new Downstream(evidence.network());
    double[] scores = new double[channels.size()];
    for (Slot slot : channels.layers()) {
      String layer = slot.operation().name();
      Optional<BatchNorm> norm = downstream.batchNorm(layer);
      if (norm.isPresent()) {
        Slot gamma = evidence.network().slot(norm.get().name() + ".gamma");
        for (int c = 0; c < gamma.size(); c++) {
          scores[channels.first(layer) + c] = Math.abs(evidence.values()[gamma.offset() + c]);
        }
      }
    }
    return scores;
  }
}
