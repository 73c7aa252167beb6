package io.espalier.scope;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Option;
import io.espalier.structure.Stratum;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Erdős–Rényi-Kernel densities: a layer keeps {@code ε · (n_out + n_in + kH + kW)} weights, dense
 * ones without the kernel's terms, so small layers stay denser; ε makes up the total.
 *
 * <p>A layer whose density would exceed 1 is kept dense and ε found anew for the others, one layer
 * at a time, the densest first; cutting densities at 1 with the old ε would miss the total. {@code
 * n_in} is what one output channel sees (in / groups), as the weight's own shape has it.
 *
 * <p>Source: Evci, Gale, Menick, Castro, Elsen, <i>Rigging the Lottery: Making All Tickets
 * Winners</i>, ICML 2020, arXiv:1911.11134, after Mocanu et al., <i>Scalable Training of Artificial
 * Neural Networks with Adaptive Sparse Connectivity inspired by Network Science</i>, 2018,
 * arXiv:1707.04780. Deviation: counts by largest remainder rather than each rounded down, so that
 * the total is exact.
 */
public record ErkScope(double power) implements Scope {
  static final Method METHOD =
      new Method(
          Kind.SCOPE,
          "erk",
          "small layers stay denser: a layer keeps as many as its extents' sum says",
          "Evci, Gale, Menick, Castro, Elsen: Rigging the Lottery: Making All Tickets Winners,"
              + " ICML 2020",
          List.of(),
          "",
          List.of(
              new Option.Number(
                  "power", 1.0, 0, 10, "exponent of a layer's density; 0 is the same for all")));

  /** As published: densities as they are. */
  public ErkScope() {
    this(1);
  }

  @Override
  public String name() {
    return METHOD.name();
  }

  @Override
  public int[] counts(List<Stratum> layers, double[] scores, BitSet gone, int total) {
    int[] sizes = layers.stream().mapToInt(Stratum::size).toArray();
    double[] densities =
        densities(layers, Arrays.stream(sizes).asLongStream().sum() - total, power);
    double[] quotas = new double[sizes.length];
    Arrays.setAll(quotas, l -> (1 - densities[l]) * sizes[l]);
    return Apportionment.byQuota(quotas, sizes, total);
  }

  /**
   * Each layer's density.
   *
   * @param kept weights that survive in all layers together, at most all
   * @param power exponent of the densities, before ε
   */
  static double[] densities(List<Stratum> layers, long kept, double power) {
    int n = layers.size();
    boolean[] dense = new boolean[n];
    while (true) {
      long budget = kept;
      double extents = 0;
      for (int l = 0; l < n; l++) {
        if (dense[l]) {
          budget -= layers.get(l).size();
        } else {
          extents += kept(layers.get(l), power);
        }
      }
      double epsilon = extents == 0 ? 0 : budget / extents;
      double[] densities = new double[n];
      int densest = -1;
      for (int l = 0; l < n; l++) {
        Stratum layer = layers.get(l);
        densities[l] = dense[l] ? 1 : epsilon * kept(layer, power) / layer.size();
        if (densities[l] > 1 && (densest < 0 || densities[l] > densities[densest])) {
          densest = l;
        }
      }
      if (densest < 0) {
        return densities;
      }
      dense[densest] = true;
    }
  }

  /** Weights that a layer keeps for an ε of 1; with a power of 1 its extents, to the bit. */
  private static double kept(Stratum layer, double power) {
    double density = (double) layer.extents() / layer.size();
    return layer.extents() * StrictMath.pow(density, power - 1);
  }
}
