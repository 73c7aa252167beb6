package io.espalier.driver.spec;

import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.measure.Digest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Spans a specification's grid of candidates, and adds the controls. */
public final class CandidateGrid {
  private CandidateGrid() {}

  /**
   * All candidates: the grid in the order of its keys, the last varying fastest, then for each seed
   * the controls. Equal ones are one.
   *
   * @throws InputException if a combination does not fit together
   */
  public static List<CandidateSpec> of(RunSpec spec) {
    List<Problem> problems = new ArrayList<>();
    Map<String, CandidateSpec> byId = new LinkedHashMap<>();
    for (Map<String, String> point : points(spec.search())) {
      CandidateSpec c = candidate(spec, point, problems);
      byId.putIfAbsent(c.id(), c);
    }
    if (!problems.isEmpty()) {
      throw new InputException(problems.stream().distinct().toList());
    }
    if (spec.controls().equals("default")) {
      controls(List.copyOf(byId.values())).forEach(c -> byId.putIfAbsent(c.id(), c));
    }
    return List.copyOf(byId.values());
  }

  private static List<Map<String, String>> points(Map<String, List<Object>> axes) {
    List<Map<String, String>> points = List.of(Map.of());
    for (Map.Entry<String, List<Object>> axis : axes.entrySet()) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> point : points) {
        for (Object value : axis.getValue()) {
          Map<String, String> next = new LinkedHashMap<>(point);
          next.put(axis.getKey(), value.toString());
          longer.add(next);
        }
      }
      points = longer;
    }
    return points;
  }

  private static CandidateSpec candidate(
      RunSpec spec, Map<String, String> point, List<Problem> problems) {
    YamlNode.Fields fields =
        (YamlNode.Fields) new YamlParser("", false, problems).parse(spec.yaml());
    if (point.containsKey("prune.threshold")) {
      Map<String, YamlNode> prune =
          new LinkedHashMap<>(((YamlNode.Fields) fields.values().get("prune")).values());
      prune.remove("sparsity");
      fields = fields.with(List.of("prune"), new YamlNode.Fields("", prune));
    }
    for (Map.Entry<String, String> e : point.entrySet()) {
      fields =
          fields.with(
              Arrays.asList(e.getKey().split("\\.")), new YamlNode.Scalar("", e.getValue()));
    }
    Section root = new Section("", fields, problems);
    return of(
        PruneSection.read(root.section("prune")),
        TrainSection.read(
            root.section("fineTune"), TrainSpec.FINE_TUNE_DEFAULTS, List.of("rounds")),
        root.anyLong("seed", spec.seed()),
        "");
  }

  /** Per fine-tuning and seed: the dense network trained on, and random pruning at its hardest. */
  private static List<CandidateSpec> controls(List<CandidateSpec> grid) {
    List<CandidateSpec> controls = new ArrayList<>();
    Map<String, CandidateSpec> hardest = new LinkedHashMap<>();
    for (CandidateSpec c : grid) {
      hardest.merge(
          c.fineTune() + "/" + c.seed(),
          c,
          (a, b) -> b.prune().sparsity() > a.prune().sparsity() ? b : a);
    }
    for (CandidateSpec c : hardest.values()) {
      controls.add(of(pruned(c.prune(), CandidateSpec.DENSE, 0), c.fineTune(), c.seed(), "dense"));
      if (c.prune().threshold() == null) {
        controls.add(
            of(
                pruned(c.prune(), "random", c.prune().sparsity()),
                c.fineTune(),
                c.seed(),
                "random"));
      }
    }
    return controls;
  }

  private static PruneSpec pruned(PruneSpec like, String criterion, double sparsity) {
    boolean dense = criterion.equals(CandidateSpec.DENSE);
    return new PruneSpec(
        like.from(),
        criterion,
        like.granularity(),
        like.scope(),
        dense ? PruneSpec.DEFAULTS.schedule() : like.schedule(),
        like.curve(),
        dense ? 1 : like.steps(),
        sparsity,
        null,
        like.keep(),
        dense ? Map.of() : like.layers(),
        like.maskAggregation());
  }

  private static CandidateSpec of(PruneSpec prune, TrainSpec fineTune, long seed, String control) {
    Map<String, Object> own = new LinkedHashMap<>();
    own.put("prune", PruneSection.write(prune));
    own.put("fineTune", TrainSection.write(fineTune));
    own.put("seed", seed);
    return new CandidateSpec(
        "c-" + Digest.of(SpecWriter.yaml(own)).substring(0, 8), prune, fineTune, seed, control);
  }
}
