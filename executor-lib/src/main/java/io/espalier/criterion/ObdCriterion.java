package io.espalier.criterion;

import io.espalier.input.Problem;
import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Need;
import io.espalier.method.Option;
import io.espalier.method.Options;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.statistic.GaussNewtonDiagonal;
import io.espalier.statistic.HutchinsonDiagonal;
import io.espalier.statistic.Statistic;
import io.espalier.structure.Granularity;
import java.util.List;
import java.util.Optional;

/**
 * Optimal brain damage: {@code score = h_kk · w_k² / 2}, the loss's change to second order when one
 * weight of a network at its minimum is set to 0; h is the Hessian's diagonal, of the mean
 * cross-entropy over the examples.
 *
 * <p>Source: LeCun, Denker, Solla, <i>Optimal Brain Damage</i>, NeurIPS 1989, equation 5 and the
 * saliency that follows it. There the diagonal is the Gauss-Newton (Levenberg-Marquardt)
 * approximation's, propagated layer by layer as if its rows were independent; here it is exact by
 * default. Hutchinson's estimate is of the true Hessian, whose diagonal may be negative: such a
 * weight's removal is predicted to lower the loss, and it goes first.
 *
 * @param gaussNewton which diagonal
 * @param draws of Hutchinson's estimate
 * @param examples looked at, of all shards; 0: all
 */
public record ObdCriterion(boolean gaussNewton, int draws, int examples)
    implements WeightCriterion {
  static final Method METHOD =
      new Method(
          Kind.CRITERION,
          "obd",
          "h · w² / 2, h the Hessian's diagonal",
          "LeCun, Denker, Solla: Optimal Brain Damage, NeurIPS 1989",
          List.of(Need.DATA, Need.GRADIENTS, Need.CURVATURE),
          "a trained network, in several steps, as published",
          List.of(
              new Option.Choice(
                  "estimator",
                  "gauss-newton",
                  List.of("gauss-newton", "hutchinson"),
                  "of the diagonal"),
              new Option.Whole("draws", 16L, 1, 100_000, "of the hutchinson estimator"),
              new Option.Whole("examples", 256L, 0, Integer.MAX_VALUE, "looked at; 0: all")));

  private static final long serialVersionUID = 1;

  /** With options of {@link #METHOD}. */
  public ObdCriterion(Options options) {
    this(
        options.choice("estimator").equals("gauss-newton"),
        options.whole("draws"),
        options.whole("examples"));
  }

  @Override
  public String name() {
    return METHOD.name();
  }

  @Override
  public List<Statistic> statistics(Network network) {
    return gaussNewton ? List.of(new GaussNewtonDiagonal(examples)) : List.of();
  }

  /** Hutchinson's signs are drawn from the evidence's seed. */
  @Override
  public List<Statistic> then(Evidence first) {
    return gaussNewton ? List.of() : List.of(hutchinson(first));
  }

  private Statistic hutchinson(Evidence evidence) {
    return new HutchinsonDiagonal(examples, draws, evidence.seed());
  }

  @Override
  public double[] weights(Evidence evidence) {
    Statistic diagonal = gaussNewton ? new GaussNewtonDiagonal(examples) : hutchinson(evidence);
    double[] h = evidence.spread(diagonal, evidence.of(diagonal).examples());
    double[] scores = new double[h.length];
    for (Slot slot : evidence.network().prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        double w = evidence.values()[i];
        scores[i] = h[i] * w * w / 2;
      }
    }
    return scores;
  }

  @Override
  public Optional<Problem> refuses(Network network, Granularity granularity) {
    return Curvature.refusal(name(), network);
  }
}
