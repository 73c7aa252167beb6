package io.espalier.criterion;

import io.espalier.input.Problem;
import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Need;
import io.espalier.method.Option;
import io.espalier.method.Options;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.statistic.ActivationSums;
import io.espalier.statistic.Statistic;
import io.espalier.statistic.Sums;
import io.espalier.structure.Downstream;
import io.espalier.structure.OutputChannels;
import java.util.List;
import java.util.Optional;

/**
 * Mean magnitude of a channel's activations, over all examples and pixels; of a layer without an
 * activation, of what it gives.
 *
 * <p>Source: Molchanov, Tyree, Karras, Aila, Kautz, <i>Pruning Convolutional Neural Networks for
 * Resource Efficient Inference</i>, ICLR 2017, arXiv:1611.06440, section 2.2. There activations are
 * those of a ReLU, which are their own magnitudes; here others count by their magnitude, too.
 *
 * @param examples of all shards together; 0: all
 */
public record MeanActivationCriterion(int examples) implements ChannelCriterion {
  static final Method METHOD =
      new Method(
          Kind.CRITERION,
          "mean-activation",
          "mean magnitude of a channel's activations",
          "Molchanov, Tyree, Karras, Aila, Kautz: Pruning Convolutional Neural Networks for"
              + " Resource Efficient Inference, ICLR 2017",
          List.of(Need.DATA, Need.ACTIVATIONS, Need.STRUCTURES),
          "",
          List.of(
              new Option.Whole(
                  "examples", 4096L, 0, Integer.MAX_VALUE, "training examples; 0 for all")));

  private static final long serialVersionUID = 1;

  MeanActivationCriterion(Options options) {
    this(options.whole("examples"));
  }

  @Override
  public String name() {
    return METHOD.name();
  }

  private ActivationSums magnitudes() {
    return new ActivationSums(ActivationSums.Of.MAGNITUDES, examples);
  }

  @Override
  public List<Statistic> statistics(Network network) {
    return List.of(magnitudes());
  }

  @Override
  public Optional<Problem> refuses(Downstream downstream, String layer) {
    return unheard(name(), downstream, layer);
  }

  @Override
  public double[] channels(Evidence evidence) {
    return means(evidence, magnitudes());
  }

  /** The problem of a layer whose activations no operation reads as they are. */
  static Optional<Problem> unheard(String criterion, Downstream downstream, String layer) {
    return downstream.reader(downstream.voice(layer)).isPresent()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                "prune.criterion",
                "is " + criterion + ", and no operation reads the activations of " + layer,
                "another criterion"));
  }

  /** Sums over the number of activations that each channel had. */
  static double[] means(Evidence evidence, ActivationSums statistic) {
    Sums sums = evidence.of(statistic);
    double[] means = sums.values().clone();
    OutputChannels channels = OutputChannels.of(evidence.network());
    Downstream downstream = new Downstream(evidence.network());
    for (Slot slot : channels.layers()) {
      String layer = slot.operation().name();
      double count = (double) sums.examples() * ActivationSums.perExample(downstream, layer);
      int first = channels.first(layer);
      for (int c = first; c < first + OutputChannels.rows(slot); c++) {
        means[c] /= count;
      }
    }
    return means;
  }
}
