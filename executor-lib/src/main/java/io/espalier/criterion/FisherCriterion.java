package io.espalier.criterion;

import io.espalier.exact.ExactNetwork;
import io.espalier.input.Problem;
import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Need;
import io.espalier.method.Option;
import io.espalier.method.Options;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.statistic.SquaredExampleGradients;
import io.espalier.statistic.SquaredGradients;
import io.espalier.statistic.Statistic;
import io.espalier.structure.Granularity;
import java.util.List;
import java.util.Optional;

/**
 * Loss change by the empirical Fisher information's diagonal: {@code score = w² · 1/(2N) · Σ gₙ²},
 * gₙ the gradient of example n alone, true labels. Each example's gradient is squared before
 * anything is added; the square of the mean gradient is another thing, and 0 at a minimum.
 *
 * <p>Source: Theis, Korshunova, Tejani, Huszár, <i>Faster gaze prediction with dense networks and
 * Fisher pruning</i>, arXiv:1801.05787, and as the diagonal baseline of Singh, Alistarh,
 * <i>WoodFisher</i>, NeurIPS 2020, arXiv:2004.14340. Networks with batch norm are looked at in
 * inference mode, as there, since one example has no mean and variance of a batch.
 *
 * @param examples of all shards together; 0: all
 */
public record FisherCriterion(int examples) implements WeightCriterion {
  static final Method METHOD =
      new Method(
          Kind.CRITERION,
          "fisher",
          "w² · 1/(2N) Σ gₙ², gₙ the gradient of one example",
          "Theis, Korshunova, Tejani, Huszár: Faster gaze prediction with dense networks and Fisher"
              + " pruning, arXiv:1801.05787, 2018",
          List.of(Need.DATA, Need.GRADIENTS),
          "",
          List.of(
              new Option.Whole(
                  "examples", 1024L, 0, Integer.MAX_VALUE, "training examples; 0 for all")));

  private static final long serialVersionUID = 1;

  FisherCriterion(Options options) {
    this(options.whole("examples"));
  }

  @Override
  public String name() {
    return METHOD.name();
  }

  @Override
  public List<Statistic> statistics(Network network) {
    return List.of(squares(network));
  }

  private Statistic squares(Network network) {
    return network.batchNorms().isEmpty()
        ? new SquaredGradients(examples, 1)
        : new SquaredExampleGradients(examples);
  }

  @Override
  public Optional<Problem> refuses(Network network, Granularity granularity) {
    return ExactNetwork.refusal(network)
        .filter(why -> !network.batchNorms().isEmpty())
        .map(
            why ->
                new Problem(
                    "prune.criterion",
                    "is fisher, which has batch norm in inference mode, and that " + why,
                    "another criterion, or a network whose operations are all known"));
  }

  @Override
  public double[] weights(Evidence evidence) {
    Statistic squares = squares(evidence.network());
    double[] fisher = evidence.spread(squares, 2.0 * evidence.of(squares).examples());
    double[] scores = new double[fisher.length];
    for (Slot slot : evidence.network().prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        double w = evidence.values()[i];
        scores[i] = w * w * fisher[i];
      }
    }
    return scores;
  }
}
