package io.espalier.criterion;

import io.espalier.exact.Patches;
import io.espalier.input.Problem;
import io.espalier.mask.Mask;
import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Need;
import io.espalier.method.Option;
import io.espalier.method.Options;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.model.Operation.Convolution;
import io.espalier.model.Operation.Dense;
import io.espalier.statistic.InputGram;
import io.espalier.statistic.Statistic;
import io.espalier.statistic.Sums;
import io.espalier.structure.Granularity;
import java.util.List;
import java.util.Optional;

/**
 * Layer-wise reconstruction: a layer's weights are chosen and its survivors changed so that its
 * outputs on the calibration examples change least, {@link LayerwiseObs} column by column. Layers
 * come one after the other, each with the inputs that the pruned layers before it give.
 *
 * <p>Source: Frantar, Alistarh, <i>SparseGPT: Massive Language Models Can Be Accurately Pruned in
 * One-Shot</i>, ICML 2023, arXiv:2301.00774. A convolution's inputs are its unfolded patches, a
 * group at a time. The choice, which depends on what was removed to the left, is made while
 * scoring, at the step's sparsity of every layer; it comes out as scores below 0, so that the layer
 * scope prunes just that, and others as near to it as their counts allow. Deviation: the share of a
 * block is rounded so that a layer's count is exact.
 *
 * @param examples for calibration
 * @param damp share of the mean diagonal of H that is added to it
 * @param block columns within which the mask is chosen at once
 */
public record SparseGptCriterion(int examples, double damp, int block) implements WeightCriterion {
  static final Method METHOD =
      new Method(
          Kind.CRITERION,
          "sparsegpt",
          "what changes a layer's outputs least, column by column; updates survivors",
          "Frantar, Alistarh: SparseGPT: Massive Language Models Can Be Accurately Pruned in"
              + " One-Shot, ICML 2023",
          List.of(Need.DATA, Need.ACTIVATIONS),
          "scope layer, as published",
          List.of(
              new Option.Whole("examples", 1024L, 0, Integer.MAX_VALUE, "looked at; 0: all"),
              new Option.Number(
                  "damp", 0.01, 1e-8, 1, "share of the mean diagonal that is added to it"),
              new Option.Whole("block", 128L, 1, 1_000_000, "columns chosen at once")));

  private static final long serialVersionUID = 1;

  /** With options of {@link #METHOD}. */
  public SparseGptCriterion(Options options) {
    this(options.whole("examples"), options.number("damp"), options.whole("block"));
  }

  @Override
  public String name() {
    return METHOD.name();
  }

  @Override
  public boolean layerByLayer() {
    return true;
  }

  @Override
  public List<Statistic> statistics(Network network) {
    return network.prunable().stream().<Statistic>map(slot -> gram(slot)).toList();
  }

  private InputGram gram(Slot layer) {
    return new InputGram(layer.operation().name(), examples);
  }

  @Override
  public double[] weights(Evidence evidence) {
    double[] scores = new double[evidence.network().size()];
    for (Slot layer : gathered(evidence)) {
      for (Rows rows : Rows.of(evidence.network(), layer)) {
        double[][] own = new double[rows.count()][rows.columns()];
        boolean[][] gone = rows.gone(evidence.mask());
        obs(evidence, layer, rows)
            .prune(
                rows.values(evidence.values()),
                LayerwiseObs.cheapest(
                    evidence.sparsity(), rows.offset() - layer.offset(), gone, own));
        rows.put(own, scores);
      }
    }
    return scores;
  }

  @Override
  public float[] compensate(Evidence evidence, Mask after) {
    float[] values = evidence.values().clone();
    for (Slot layer : gathered(evidence)) {
      if (after.survivors(layer.offset(), layer.end())
          == evidence.mask().survivors(layer.offset(), layer.end())) {
        continue;
      }
      for (Rows rows : Rows.of(evidence.network(), layer)) {
        double[][] w = rows.values(evidence.values());
        obs(evidence, layer, rows).prune(w, LayerwiseObs.given(rows.gone(after)));
        rows.put(w, values);
      }
    }
    return values;
  }

  /** The layers whose inputs the evidence knows. */
  private List<Slot> gathered(Evidence evidence) {
    return evidence.network().prunable().stream()
        .filter(layer -> evidence.sums().containsKey(gram(layer)))
        .toList();
  }

  private LayerwiseObs obs(Evidence evidence, Slot layer, Rows rows) {
    Sums sums = evidence.of(gram(layer));
    Patches patches = Patches.of(evidence.network(), layer.operation().name());
    int triangle = sums.values().length / patches.groups();
    double n = (double) sums.examples() * patches.positions();
    return new LayerwiseObs(sums.values(), rows.group() * triangle, rows.columns(), n, damp, block);
  }

  @Override
  public Optional<Problem> refuses(Network network, Granularity granularity) {
    return network.prunable().stream()
        .filter(s -> !(s.operation() instanceof Dense || s.operation() instanceof Convolution))
        .findFirst()
        .map(
            s ->
                new Problem(
                    "prune.criterion",
                    "is " + METHOD.name() + ", which does not know " + s.operation().name(),
                    "dense layers and convolutions, or prune.keep for what is neither"));
  }
}
