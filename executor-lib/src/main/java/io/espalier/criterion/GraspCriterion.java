package io.espalier.criterion;

import io.espalier.input.Problem;
import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Need;
import io.espalier.method.Option;
import io.espalier.method.Options;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.statistic.Statistic;
import io.espalier.statistic.TemperedGradient;
import io.espalier.statistic.TemperedHessian;
import io.espalier.structure.Granularity;
import java.util.List;
import java.util.Optional;

/**
 * Gradient signal preservation: {@code score = w · (Hg)}, signed; g and H are the gradient and the
 * Hessian of {@code CE(f / T)}. What the score calls lowest lets the gradient's norm grow most when
 * it goes. Takes two passes: g is summed over all batches of all shards before any product with H,
 * since {@code Σ H Σ g} is not {@code Σ Hg}.
 *
 * <p>Source: Wang, Zhang, Grosse, <i>Picking Winning Tickets Before Training by Preserving Gradient
 * Flow</i>, ICLR 2020, arXiv:2002.07376, where {@code S = −w · (Hg)} and the highest S are removed.
 * As there: weights of dense layers and convolutions alone make up g, batch normalisation uses the
 * batch's own statistics. Deviations: Hg exactly and in double precision; gradients are summed over
 * examples rather than averaged over batches, so that a small last batch weighs no more; weights
 * are not drawn anew.
 *
 * @param examples of each class
 * @param temperature T
 */
public record GraspCriterion(int examples, double temperature) implements WeightCriterion {
  static final Method METHOD =
      new Method(
          Kind.CRITERION,
          "grasp",
          "w · (Hg), signed: what lets the gradient's norm grow most when it goes is pruned first",
          "Wang, Zhang, Grosse: Picking Winning Tickets Before Training by Preserving Gradient"
              + " Flow, ICLR 2020",
          List.of(Need.DATA, Need.GRADIENTS, Need.CURVATURE),
          "prune.from: init, as published",
          List.of(
              new Option.Whole("examples", 25L, 1, Integer.MAX_VALUE, "of each class"),
              new Option.Number(
                  "temperature", 200.0, 1e-3, 1e6, "by which logits are divided before softmax")));

  private static final long serialVersionUID = 1;

  /** With options of {@link #METHOD}. */
  public GraspCriterion(Options options) {
    this(options.whole("examples"), options.number("temperature"));
  }

  @Override
  public String name() {
    return METHOD.name();
  }

  private TemperedGradient gradient() {
    return new TemperedGradient(temperature, examples);
  }

  @Override
  public List<Statistic> statistics(Network network) {
    return List.of(gradient());
  }

  @Override
  public List<Statistic> then(Evidence first) {
    return List.of(new TemperedHessian(gradient(), first.of(gradient()).values()));
  }

  @Override
  public double[] weights(Evidence evidence) {
    // Found by its kind: the vector is all shards' gradient, also in the evidence of one of them.
    Statistic product =
        evidence.sums().keySet().stream()
            .filter(TemperedHessian.class::isInstance)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no product with the Hessian"));
    double[] hg = evidence.spread(product, 1);
    double[] scores = new double[hg.length];
    for (Slot slot : evidence.network().prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        scores[i] = evidence.values()[i] * hg[i];
      }
    }
    return scores;
  }

  @Override
  public Optional<Problem> refuses(Network network, Granularity granularity) {
    return Curvature.refusal(name(), network);
  }
}
