package io.espalier.driver.round;

import io.espalier.driver.plan.CandidatePlan;
import io.espalier.driver.spec.PruneSpec;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.scope.Bounds;
import io.espalier.scope.GlobalScope;
import io.espalier.scope.PruneRequest;
import io.espalier.scope.PruneTarget;
import io.espalier.scope.Pruner;
import io.espalier.scope.Sensitivity;
import io.espalier.scope.SensitivityScope;
import io.espalier.structure.Stratum;
import io.espalier.structure.Units;
import io.espalier.train.Trainer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prunes every layer alone to every sparsity, by one criterion's scores, and looks at what is left
 * on validation: one job for all of them, beside the criterion's own. Nothing is fine-tuned, values
 * of survivors are not compensated, and batch norms keep the baseline's statistics.
 */
public final class SensitivityScan {
  private final Cluster cluster;
  private final Rounds rounds;

  public SensitivityScan(Cluster cluster, Rounds rounds) {
    this.cluster = cluster;
    this.rounds = rounds;
  }

  /** All of a candidate's settings that its scan depends on. */
  public static String key(PruneSpec spec) {
    return String.join(
        " ",
        spec.from(),
        spec.scoring().toString(),
        spec.grain().toString(),
        String.valueOf(sparsities(spec)));
  }

  private static List<Double> sparsities(PruneSpec spec) {
    if (spec.scoped() instanceof SensitivityScope s) {
      return s.sparsities();
    }
    throw new IllegalArgumentException("scope " + spec.scope() + " goes by no scan");
  }

  /** The scan that a candidate goes by. */
  public Sensitivity of(CandidatePlan plan, Baseline baseline) {
    PruneSpec spec = plan.spec().prune();
    CandidateRun run = new CandidateRun(plan);
    float[] values = baseline.start(spec.from());
    run.start(values);
    Network network = cluster.network();
    Units units = spec.grain().units(network);
    double[] scores =
        new Pruning(network, cluster.kind(), rounds, Map.of()).scores(List.of(run)).get(0);
    List<Double> sparsities = sparsities(spec);
    List<Mask> masks = new ArrayList<>(List.of(Mask.full(values.length)));
    for (Stratum layer : units.strata()) {
      for (double sparsity : sparsities) {
        masks.add(alone(units, scores, layer, sparsity, masks.get(0)));
      }
    }
    List<Trainer.Score> found =
        rounds.evaluatePruned(
            cluster.data().validation(),
            values,
            masks,
            "sensitivity of " + units.strata().size() + " layers by " + spec.criterion());
    Map<String, List<Double>> accuracies = new LinkedHashMap<>();
    int next = 1;
    for (Stratum layer : units.strata()) {
      List<Double> own = new ArrayList<>();
      for (int s = 0; s < sparsities.size(); s++) {
        own.add(found.get(next++).accuracy());
      }
      accuracies.put(layer.name(), own);
    }
    return new Sensitivity(found.get(0).accuracy(), sparsities, accuracies);
  }

  private static Mask alone(
      Units units, double[] scores, Stratum layer, double sparsity, Mask full) {
    List<String> others =
        units.strata().stream()
            .map(Stratum::name)
            .filter(name -> !name.equals(layer.name()))
            .toList();
    PruneRequest request =
        new PruneRequest(
            new PruneTarget.Sparsity(sparsity), new GlobalScope(), others, Map.of(), Bounds.NONE);
    return Pruner.prune(units, scores, full, request).mask();
  }
}
