package io.espalier.driver.run;

import io.espalier.driver.run.CandidateResult.Layer;
import io.espalier.driver.run.CandidateResult.Round;
import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.driver.spec.CandidateSpec;
import io.espalier.driver.spec.PruneSpec;
import io.espalier.driver.spec.TrainSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A run as a sweep over LeNet-300-100 might leave it; no number in it was computed by Espalier. */
public final class MadeUpRun {
  private static final int[] WEIGHTS = {235_200, 30_000, 1_000};
  private static final String[] NAMES = {"fc1", "fc2", "output"};
  private static final double BASELINE = 0.9817;

  private MadeUpRun() {}

  /** Three criteria, two scopes, four sparsities, two controls; one candidate failed. */
  public static RunResult of(String folder, long... seeds) {
    List<CandidateResult> all = new ArrayList<>();
    for (long seed : seeds) {
      for (String criterion : List.of("magnitude-l1", "snip", "random")) {
        for (String scope : List.of("global", "layer")) {
          for (double sparsity : new double[] {0.8, 0.9, 0.95, 0.98}) {
            all.add(candidate(criterion, scope, sparsity, seed, ""));
          }
        }
      }
    }
    all.set(15, failed(all.get(15)));
    all.add(candidate("none", "global", 0, 1, "dense"));
    all.add(candidate("random", "erk", 0.98, 1, "random"));
    List<String> pareto =
        List.of(all.get(24 * seeds.length), all.get(0), all.get(1), all.get(2), all.get(3)).stream()
            .map(c -> c.spec().id())
            .toList();
    all.replaceAll(c -> pareto.contains(c.spec().id()) ? c.onPareto() : c);
    CandidateResult best = all.get(2);
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("configHash", "5b1f0c9a7d3e");
    provenance.put(
        "dataFingerprint", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    provenance.put("seed", "1");
    provenance.put("espalier", "0.1.0");
    provenance.put("spark", "3.5.5");
    return new RunResult(
        "mnist-lenet-300-100",
        folder,
        new RunResult.Baseline(BASELINE, 0.9822, 0.9971, 266_610, 532_400, "ab".repeat(32)),
        Optional.of(
            new RunResult.Best(
                best.spec().id(),
                best.sparsity(),
                best.compressionRatio(),
                best.theoreticalSpeedup(),
                best.accuracy(),
                0.9811,
                0.9934)),
        new RunResult.Objective(
            true, "sparsest", "most sparse within 0.003 of the baseline's validation accuracy"),
        pareto,
        List.copyOf(all),
        new RunResult.Seconds(151.25, 19.5, 127.75),
        provenance);
  }

  private static CandidateResult candidate(
      String criterion, String scope, double sparsity, long seed, String control) {
    double cost =
        switch (criterion) {
          case "magnitude-l1" -> 0.00035;
          case "snip" -> 0.00048;
          case "random" -> 0.0021;
          default -> 0;
        };
    double scopeCost = scope.equals("layer") ? 1.25 : scope.equals("erk") ? 0.9 : 1;
    double jitter = ((seed * 31 + criterion.length() * 7L + scope.length()) % 5 - 2) * 0.0004;
    double accuracy = BASELINE + 0.0047 + jitter - cost * scopeCost * (1 / (1 - sparsity) - 1);
    long pruned = Math.round(sparsity * 266_200);
    String id =
        Integer.toHexString(
            (criterion + scope + sparsity + "/" + seed + control).hashCode() | 0x10000000);
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < NAMES.length; i++) {
      double requested =
          sparsity == 0
              ? 0
              : Math.max(0, Math.min(1, sparsity + (0.012 - 0.1 * i * i * (1 - sparsity))));
      boolean bounded = i == 2 && sparsity >= 0.98;
      layers.add(
          new Layer(
              NAMES[i],
              WEIGHTS[i],
              requested,
              bounded ? requested - 0.01 : requested,
              bounded ? "10 units keep one weight each: no layer is emptied" : "",
              0.97 - 0.05 * i));
    }
    return new CandidateResult(
        new CandidateSpec(
            id,
            new PruneSpec(
                "trained",
                criterion,
                "weight",
                scope,
                "iterative",
                "cubic",
                3,
                sparsity,
                null,
                null,
                List.of("output*"),
                Map.of("fc1", 0.97),
                "scores",
                Map.of()),
            TrainSpec.FINE_TUNE_DEFAULTS,
            seed,
            control),
        Status.DONE,
        "",
        "",
        sparsity,
        pruned / 266_200.0,
        266_610.0 / (266_610 - pruned),
        266_200.0 / (266_200 - pruned),
        Math.max(0.1, accuracy - 0.3 * sparsity),
        accuracy,
        0.061234567890123,
        266_610 - pruned,
        2 * (266_200 - pruned),
        4 * 266_610,
        4 * (266_610 - pruned) + 33_327,
        12_345_678,
        9.5,
        4.75,
        layers,
        List.of(
            new Round(1, 1, sparsity * 0.7, 0.2109, Double.NaN, 4_000_000),
            new Round(2, 2, sparsity * 0.95, 0.1 / 3, accuracy - 0.01, 4_000_000),
            new Round(3, 3, sparsity, 0.0291, accuracy, 4_345_678)),
        "0123456789abcdef".repeat(4),
        "fedcba9876543210".repeat(4),
        false);
  }

  private static CandidateResult failed(CandidateResult c) {
    return new CandidateResult(
        c.spec(),
        Status.FAILED,
        "loss is NaN in round 2, shard 3, \"batch\" 41; <script>alert(1)</script>",
        "io.espalier.train.DivergedException: loss is NaN\n\tat io.espalier.train.Dl4jTrainer.fit(Dl4jTrainer.java:88)",
        c.targetSparsity(),
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        0,
        0,
        c.bytesDense(),
        0,
        8_000_000,
        3.5,
        1.25,
        List.of(),
        List.of(),
        "",
        "",
        false);
  }
}
