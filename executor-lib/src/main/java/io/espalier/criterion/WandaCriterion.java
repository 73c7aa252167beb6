package io.espalier.criterion;

import io.espalier.exact.Patches;
import io.espalier.mask.Mask;
import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Need;
import io.espalier.method.Option;
import io.espalier.method.Options;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.statistic.InputSquares;
import io.espalier.statistic.Statistic;
import io.espalier.statistic.Sums;
import io.espalier.structure.Aggregation;
import io.espalier.structure.Downstream;
import io.espalier.structure.GroupUnits;
import io.espalier.structure.OutputChannels;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Magnitude times the norm of what the weight is multiplied with: {@code |W[i, j]| · ‖X[j]‖₂}, the
 * norm over examples (of a convolution: over the unfolded patches of all examples, borders zero),
 * divided by the root of the number of examples. Compared per output row: a weight's score is the
 * share of its row's weights that come before it, pruned ones first, of equal ones the lower index;
 * so a layer's threshold takes the same share of every row, and any scope prunes every row alike.
 * Structures have no rows to be compared in: theirs comes from the products themselves. Values are
 * not compensated.
 *
 * <p>Source: Sun, Liu, Bair, Kolter, <i>A Simple and Effective Pruning Approach for Large Language
 * Models</i>, ICLR 2024, arXiv:2306.11695: layers are pruned one after the other, each with the
 * inputs that the pruned ones before it give. {@code compare: layer} is its variant for images.
 *
 * @param perRow whether weights are compared per output row rather than over the layer
 * @param examples of all shards together; 0: all
 */
public record WandaCriterion(boolean perRow, int examples) implements WeightCriterion {
  static final Method METHOD =
      new Method(
          Kind.CRITERION,
          "wanda",
          "|w| times the norm of its input, compared within each output row",
          "Sun, Liu, Bair, Kolter: A Simple and Effective Pruning Approach for Large Language"
              + " Models, ICLR 2024",
          List.of(Need.DATA, Need.ACTIVATIONS),
          "scopes whose layers lose counts known before: layer, erk, table, sensitivity",
          List.of(
              new Option.Choice(
                  "compare", "row", List.of("row", "layer"), "among which weights the lowest go"),
              new Option.Whole(
                  "examples", 1024L, 0, Integer.MAX_VALUE, "training examples; 0 for all")));

  private static final long serialVersionUID = 1;

  WandaCriterion(Options options) {
    this(options.choice("compare").equals("row"), options.whole("examples"));
  }

  @Override
  public String name() {
    return METHOD.name();
  }

  @Override
  public List<Statistic> statistics(Network network) {
    return List.of(new InputSquares(examples));
  }

  @Override
  public boolean layerByLayer() {
    return true;
  }

  @Override
  public double[] score(Evidence evidence, Aggregation how) {
    return evidence.units() instanceof GroupUnits
        ? evidence.units().aggregate(products(evidence), how)
        : weights(evidence);
  }

  @Override
  public double[] weights(Evidence evidence) {
    double[] products = products(evidence);
    if (!perRow) {
      return products;
    }
    double[] ranks = new double[products.length];
    for (Slot slot : evidence.network().prunable()) {
      int columns = slot.size() / OutputChannels.rows(slot);
      for (int row = slot.offset(); row < slot.end(); row += columns) {
        rank(products, evidence.mask(), row, columns, ranks);
      }
    }
    return ranks;
  }

  private static void rank(double[] products, Mask mask, int row, int columns, double[] ranks) {
    int[] ascending =
        IntStream.range(row, row + columns)
            .boxed()
            .sorted(
                Comparator.comparing(mask::survives)
                    .thenComparingDouble((Integer i) -> products[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int before = 0; before < columns; before++) {
      ranks[ascending[before]] = (double) before / columns;
    }
  }

  private double[] products(Evidence evidence) {
    Sums sums = evidence.of(new InputSquares(examples));
    Downstream downstream = new Downstream(evidence.network());
    double[] products = new double[evidence.network().size()];
    int first = 0;
    for (Slot slot : evidence.network().prunable()) {
      Patches patches = Patches.of(evidence.network(), slot.operation().name());
      double[] norms = norms(sums, first, patches);
      int rows = OutputChannels.rows(slot);
      for (int i = slot.offset(); i < slot.end(); i++) {
        int at = i - slot.offset();
        int group = at / patches.columns() * patches.groups() / rows;
        double norm = norms[group * patches.columns() + at % patches.columns()];
        products[i] = Math.abs((double) evidence.values()[i]) * norm;
      }
      first += InputSquares.width(downstream, slot);
    }
    return products;
  }

  /** {@code [groups, columns]}. */
  private static double[] norms(Sums sums, int first, Patches patches) {
    double[] norms = new double[patches.groups() * patches.columns()];
    int taps = patches.columns() / patches.channels();
    int pixels = patches.taps().pixels();
    for (int[] seen : patches.taps().seen()) {
      for (int c = 0; c < norms.length; c++) {
        int pixel = seen[c % taps];
        norms[c] += pixel < 0 ? 0 : sums.values()[first + c / taps * pixels + pixel];
      }
    }
    for (int c = 0; c < norms.length; c++) {
      norms[c] = Math.sqrt(norms[c] / sums.examples());
    }
    return norms;
  }
}
