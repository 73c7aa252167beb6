package io.espalier.criterion;

import io.espalier.input.Problem;
import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Need;
import io.espalier.method.Option;
import io.espalier.method.Options;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.statistic.SquaredGates;
import io.espalier.statistic.SquaredGradients;
import io.espalier.statistic.Statistic;
import io.espalier.statistic.Sums;
import io.espalier.structure.Aggregation;
import io.espalier.structure.Granularity;
import io.espalier.structure.OutputChannels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * First-order Taylor expansion of the loss, squared. Of weights: {@code score = mean over the
 * batches of (w · g)²}, g the batch's mean gradient; a structure's is their sum, each product
 * squared before any is added. Of gates: a structure's output is multiplied by a gate of value 1,
 * behind batch norm where there is one; {@code score = mean over the batches of (dL/dgate)²}, where
 * the gate's gradient is the signed sum of {@code w · g} over what makes the output: gamma and
 * beta, or weights and bias.
 *
 * <p>Source: Molchanov, Mallya, Tyree, Frosio, Kautz, <i>Importance Estimation for Neural Network
 * Pruning</i>, CVPR 2019, arXiv:1906.10771 (methods 0 and 22 of its code). Deviations: no moving
 * average between prunings, since each step looks at the examples anew; channels that residual
 * additions tie together have one gate, whose gradient is not divided by the number of blocks.
 *
 * @param gates whether gates are scored rather than weights
 * @param examples of all shards together; 0: all
 */
public record TaylorCriterion(boolean gates, int examples) implements WeightCriterion {
  static final Method METHOD =
      new Method(
          Kind.CRITERION,
          "taylor",
          "mean over the batches of (w · g)², g a batch's mean gradient; of gates: of (Σ w · g)²",
          "Molchanov, Mallya, Tyree, Frosio, Kautz: Importance Estimation for Neural Network"
              + " Pruning, CVPR 2019",
          List.of(Need.DATA, Need.GRADIENTS),
          "of: gates goes with neuron, filter, channel and row; of: weights with aggregate: sum",
          List.of(
              new Option.Choice(
                  "of", "weights", List.of("weights", "gates"), "what the loss is expanded by"),
              new Option.Whole(
                  "examples", 0L, 0, Integer.MAX_VALUE, "training examples; 0 for all")));

  private static final long serialVersionUID = 1;

  TaylorCriterion(Options options) {
    this(options.choice("of").equals("gates"), options.whole("examples"));
  }

  @Override
  public String name() {
    return METHOD.name();
  }

  @Override
  public List<Statistic> statistics(Network network) {
    return gates ? List.of() : List.of(new SquaredGradients(examples, 0));
  }

  /** The gates are those of the units. */
  @Override
  public List<Statistic> then(Evidence first) {
    return gates ? List.of(squaredGates(first)) : List.of();
  }

  private SquaredGates squaredGates(Evidence evidence) {
    List<List<Integer>> channels = new ArrayList<>();
    for (int[] unit : ChannelCriterion.channelsOf(this, evidence.network(), evidence.units())) {
      channels.add(Arrays.stream(unit).boxed().toList());
    }
    return new SquaredGates(channels, examples);
  }

  @Override
  public Optional<Problem> refuses(Network network, Granularity granularity) {
    return gates && OutputChannels.of(network).of(granularity.units(network)).isEmpty()
        ? Optional.of(ChannelCriterion.wantsChannels("taylor of gates", granularity))
        : Optional.empty();
  }

  @Override
  public double[] score(Evidence evidence, Aggregation how) {
    if (!gates) {
      return WeightCriterion.super.score(evidence, how);
    }
    Sums sums = evidence.of(squaredGates(evidence));
    return Arrays.stream(sums.values()).map(s -> s / sums.batches()).toArray();
  }

  @Override
  public double[] weights(Evidence evidence) {
    SquaredGradients squares = new SquaredGradients(examples, 0);
    double[] g2 = evidence.spread(squares, evidence.of(squares).batches());
    double[] scores = new double[g2.length];
    for (Slot slot : evidence.network().prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        double w = evidence.values()[i];
        scores[i] = w * w * g2[i];
      }
    }
    return scores;
  }
}
