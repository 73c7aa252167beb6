package io.espalier.criterion;

import io.espalier.input.Problem;
import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Need;
import io.espalier.method.Option;
import io.espalier.method.Options;
import io.espalier.model.Network;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.statistic.ActivationSums;
import io.espalier.statistic.Statistic;
import io.espalier.structure.Downstream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Share of a channel's activations that are not zero: {@code score = 1 - APoZ}, APoZ the average
 * percentage of zeros behind the rectifier, over all examples and pixels. The channels with the
 * most zeros go first.
 *
 * <p>Source: Hu, Peng, Tai, Tang, <i>Network Trimming: A Data-Driven Neuron Pruning Approach
 * towards Efficient Deep Architectures</i>, arXiv:1607.03250, equation 1. Deviations: training
 * examples rather than a validation set, which selects among candidates here; how many go is the
 * scope's business, where the paper takes those above the layer's mean by a standard deviation.
 *
 * @param examples of all shards together; 0: all
 */
public record ApozCriterion(int examples) implements ChannelCriterion {
  static final Method METHOD =
      new Method(
          Kind.CRITERION,
          "apoz",
          "1 - average share of zeros among a channel's activations",
          "Hu, Peng, Tai, Tang: Network Trimming: A Data-Driven Neuron Pruning Approach towards"
              + " Efficient Deep Architectures, arXiv:1607.03250, 2016",
          List.of(Need.DATA, Need.ACTIVATIONS, Need.STRUCTURES),
          "layers with a rectifier behind them",
          List.of(
              new Option.Whole(
                  "examples", 4096L, 0, Integer.MAX_VALUE, "training examples; 0 for all")));

  private static final long serialVersionUID = 1;

  ApozCriterion(Options options) {
    this(options.whole("examples"));
  }

  @Override
  public String name() {
    return METHOD.name();
  }

  private ActivationSums zeros() {
    return new ActivationSums(ActivationSums.Of.ZEROS, examples);
  }

  @Override
  public List<Statistic> statistics(Network network) {
    return List.of(zeros());
  }

  @Override
  public Optional<Problem> refuses(Downstream downstream, String layer) {
    boolean rectified =
        downstream.activation(layer).filter(a -> a.function() == Function.RELU).isPresent();
    if (!rectified) {
      return Optional.of(
          new Problem(
              "prune.criterion",
              "is apoz, and no activation behind " + layer + " is ever exactly 0",
              "mean-activation, or layers with a ReLU behind them alone"));
    }
    return MeanActivationCriterion.unheard(name(), downstream, layer);
  }

  @Override
  public double[] channels(Evidence evidence) {
    double[] shares = MeanActivationCriterion.means(evidence, zeros());
    return Arrays.stream(shares).map(share -> 1 - share).toArray();
  }
}
