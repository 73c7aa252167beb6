package io.espalier.driver;

import io.espalier.driver.report.SensitivityPlot;
import io.espalier.driver.spec.PruneSpec;
import io.espalier.model.Network;
import io.espalier.scope.Bounds;
import io.espalier.scope.PruneRequest;
import io.espalier.scope.PruneTarget;
import io.espalier.scope.Pruner;
import io.espalier.scope.Sensitivity;
import io.espalier.scope.SensitivityScope;
import io.espalier.structure.Stratum;
import io.espalier.structure.Units;
import io.espalier.structure.WeightUnits;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Divides a total among layers by a scan, and writes down what comes of it. */
final class SensitivitySession {
  private SensitivitySession() {}

  /**
   * Each layer's sparsity.
   *
   * @param budget most that accuracy may drop, estimated
   * @param total share of all units to go; with a budget too, whichever is less
   */
  static SensitivityResult of(
      Network network,
      PruneSpec prune,
      Sensitivities.Obtained obtained,
      OptionalDouble budget,
      OptionalDouble total) {
    Sensitivity scan = obtained.scan();
    SensitivityScope scope = ((SensitivityScope) prune.scoped()).with(scan);
    Units units = WeightUnits.of(network);
    List<Stratum> sharing =
        Pruner.sharing(
            units,
            new PruneRequest(
                new PruneTarget.Sparsity(0), scope, prune.keep(), prune.layers(), Bounds.NONE));
    int all = sharing.stream().mapToInt(Stratum::size).sum();
    int wanted = (int) Math.round(total.orElse(budget.isPresent() ? 1 : prune.sparsity()) * all);
    int count =
        budget.isPresent() ? Math.min(wanted, scope.most(sharing, budget.getAsDouble())) : wanted;
    int[] counts = scope.counts(sharing, new double[units.size()], new BitSet(), count);
    List<SensitivityResult.Layer> layers = new ArrayList<>();
    double drop = 0;
    for (int l = 0; l < counts.length; l++) {
      Stratum layer = sharing.get(l);
      // Never all: a layer keeps a unit, whatever the estimate says.
      double share = Math.min(counts[l], layer.size() - 1) / (double) layer.size();
      double own = scan.drop(layer.name(), share);
      drop += own;
      layers.add(new SensitivityResult.Layer(layer.name(), layer.size(), share, own));
    }
    SensitivityResult result =
        new SensitivityResult(
            obtained.store().folder(),
            prune.criterion(),
            scan,
            layers,
            all == 0 ? 0 : (double) count / all,
            drop,
            yaml(layers));
    obtained.store().write("sensitivity.svg", SensitivityPlot.svg(scan));
    obtained.store().write("layers.yaml", result.yaml());
    return result;
  }

  private static String yaml(List<SensitivityResult.Layer> layers) {
    StringBuilder yaml = new StringBuilder("prune:\n  scope: table\n  layers:\n");
    for (SensitivityResult.Layer l : layers) {
      yaml.append(
          String.format(
              Locale.ROOT,
              "    \"%s\": %s%n",
              l.name().replace("\\", "\\\\").replace("\"", "\\\""),
              Math.floor(l.sparsity() * 1e5) / 1e5));
    }
    return yaml.toString();
  }
}
