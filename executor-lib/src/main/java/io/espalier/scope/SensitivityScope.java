package io.espalier.scope;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Need;
import io.espalier.method.Option;
import io.espalier.method.Options;
import io.espalier.structure.Stratum;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Layers share the total by what pruning each of them alone costs in accuracy.
 *
 * <p>After Li, Kadav, Durdanovic, Samet, Graf, <i>Pruning Filters for Efficient ConvNets</i>, ICLR
 * 2017, arXiv:1608.08710, whose authors read the layers' rates off such curves by eye; the {@link
 * Allotment rules} are ours. Each layer's curve is measured without fine-tuning, and drops of
 * several layers are taken to add up, which is the better true the smaller they are.
 *
 * @param sparsities at which the scan tries each layer, in (0, 1), ascending
 * @param measured the scan; empty until there is one
 */
public record SensitivityScope(
    Allotment rule, List<Double> sparsities, Optional<Sensitivity> measured) implements Scope {
  /** Its name in the configuration. */
  public static final String NAME = "sensitivity";

  static final Method METHOD =
      new Method(
          Kind.SCOPE,
          NAME,
          "layers share the total by what pruning each alone costs on validation",
          "Li, Kadav, Durdanovic, Samet, Graf: Pruning Filters for Efficient ConvNets, ICLR 2017",
          List.of(Need.DATA),
          "",
          List.of(
              new Option.Choice(
                  "rule",
                  "least-drop",
                  List.of("least-drop", "equal-drop"),
                  "the sum of the layers' drops is least, or all layers' drops are equal"),
              new Option.Numbers(
                  "sparsities",
                  List.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99),
                  0.001,
                  0.999,
                  "at which each layer is tried")));

  static SensitivityScope of(Options options) {
    return new SensitivityScope(
        Allotment.valueOf(options.choice("rule").toUpperCase(Locale.ROOT).replace('-', '_')),
        options.numbers("sparsities").stream().sorted().distinct().toList(),
        Optional.empty());
  }

  /** The same once a scan is there. */
  public SensitivityScope with(Sensitivity scan) {
    return new SensitivityScope(rule, sparsities, Optional.of(scan));
  }

  /** Before the scan, the same share of every layer. */
  @Override
  public Scope prior() {
    return measured.isPresent() ? this : new LayerScope();
  }

  @Override
  public String name() {
    return METHOD.name();
  }

  /**
   * Counts that follow the scan.
   *
   * @throws IllegalArgumentException if there was no scan, or a layer was not in it
   */
  @Override
  public int[] counts(List<Stratum> layers, double[] scores, BitSet gone, int total) {
    return Apportionment.byQuota(
        rule.quotas(layers, curves(layers), total),
        layers.stream().mapToInt(Stratum::size).toArray(),
        total);
  }

  /**
   * What the layers would lose together, were their drops to add up.
   *
   * @param sparsities by layer
   */
  public double drop(Map<String, Double> sparsities) {
    return sparsities.entrySet().stream()
        .mapToDouble(e -> scan().drop(e.getKey(), e.getValue()))
        .sum();
  }

  /** The most units that all layers may lose together for a sum of drops that is not above one. */
  public int most(List<Stratum> layers, double drop) {
    List<SensitivityCurve> curves = curves(layers);
    int few = 0;
    int many = layers.stream().mapToInt(Stratum::size).sum() + 1;
    while (many - few > 1) {
      int middle = few + (many - few) / 2;
      double[] quotas = rule.quotas(layers, curves, middle);
      double sum = 0;
      for (int l = 0; l < quotas.length; l++) {
        sum += curves.get(l).drop(Math.min(1, quotas[l] / layers.get(l).size()));
      }
      if (sum <= drop) {
        few = middle;
      } else {
        many = middle;
      }
    }
    return few;
  }

  private List<SensitivityCurve> curves(List<Stratum> layers) {
    return layers.stream().map(l -> scan().curve(l.name())).toList();
  }

  private Sensitivity scan() {
    return measured.orElseThrow(
        () -> new IllegalArgumentException("scope sensitivity has no scan to go by"));
  }
}
