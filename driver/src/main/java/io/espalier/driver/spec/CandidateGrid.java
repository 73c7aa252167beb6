package io.espalier.driver.spec;

import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.measure.Digest;
import io.espalier.method.Kind;
import io.espalier.method.Options;
import io.espalier.schedule.Schedules;
import io.espalier.scope.SensitivityScope;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Spans a specification's grid of candidates, and adds the controls. A candidate's id is {@code c-}
 * and the first 8 hex digits of the SHA-256 of its own settings, {@code prune}, {@code fineTune}
 * and {@code seed} as {@link RunSpec#yaml} writes them: whatever else is in the grid changes no id.
 */
public final class CandidateGrid {
  /** What goes instead of one another: a map that names one does away with the others. */
  private static final List<String> TARGETS = List.of("sparsity", "threshold", "budget");

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
    for (YamlNode.Fields point : points(base(spec), spec.search())) {
      CandidateSpec c = candidate(point, spec.prune().sparsity(), problems);
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

  /** The settings that all candidates start from; no place, for none of them was written so. */
  private static YamlNode.Fields base(RunSpec spec) {
    YamlNode.Fields all =
        (YamlNode.Fields) YamlNode.of("", settings(spec.prune(), spec.fineTune(), spec.seed()));
    // Nobody asked for a default, nor for what a granularity says itself: beside another one it
    // contradicts nothing.
    boolean asked =
        spec.prune().sparsity() != PruneSpec.DEFAULTS.sparsity()
            && spec.prune().grain().sparsity().isEmpty();
    return asked ? all : all.without(List.of("prune", "sparsity"));
  }

  private static List<YamlNode.Fields> points(
      YamlNode.Fields base, Map<String, List<Object>> axes) {
    List<YamlNode.Fields> points = List.of(base);
    if (!axes.containsKey("prune.sparsity")
        && axes.keySet().stream().anyMatch(a -> a.matches("prune\\.(threshold|budget\\b.*)"))) {
      points = List.of(base.without(List.of("prune", "sparsity")));
    }
    for (Map.Entry<String, List<Object>> axis : axes.entrySet()) {
      List<String> path = List.of(axis.getKey().split("\\.", -1));
      List<YamlNode.Fields> longer = new ArrayList<>();
      for (YamlNode.Fields point : points) {
        axis.getValue().forEach(v -> longer.add(with(point, path, YamlNode.of("", v))));
      }
      points = longer;
    }
    return points;
  }

  /** A value at its path; of a whole section's axis, each of its keys at its own. */
  private static YamlNode.Fields with(YamlNode.Fields point, List<String> path, YamlNode value) {
    if (!SearchSection.SECTIONS.contains(path.get(0))
        || path.size() > 1
        || !(value instanceof YamlNode.Fields together)) {
      return point.with(path, value);
    }
    YamlNode.Fields changed = point;
    if (TARGETS.stream().anyMatch(together.values()::containsKey)) {
      for (String target : TARGETS) {
        changed = changed.without(List.of(path.get(0), target));
      }
    }
    for (Map.Entry<String, YamlNode> e : together.values().entrySet()) {
      changed = changed.with(List.of(path.get(0), e.getKey()), e.getValue());
    }
    return changed;
  }

  /**
   * One of them.
   *
   * @param sparsity where the point says none
   */
  private static CandidateSpec candidate(
      YamlNode.Fields point, double sparsity, List<Problem> problems) {
    Section root = new Section("", point, problems);
    return of(
        PruneSection.read(root.section("prune"), sparsity),
        TrainSection.readFineTune(root.section("fineTune")),
        root.anyLong("seed", 0),
        "");
  }

  /** Per fine-tuning and seed: the dense network trained on, and random pruning at its hardest. */
  private static List<CandidateSpec> controls(List<CandidateSpec> grid) {
    Map<String, List<CandidateSpec>> comparable = new LinkedHashMap<>();
    for (CandidateSpec c : grid) {
      comparable.computeIfAbsent(c.fineTune() + "/" + c.seed(), k -> new ArrayList<>()).add(c);
    }
    List<CandidateSpec> controls = new ArrayList<>();
    for (List<CandidateSpec> group : comparable.values()) {
      CandidateSpec any = group.get(0);
      controls.add(
          of(pruned(any.prune(), CandidateSpec.DENSE, 0), any.fineTune(), any.seed(), "dense"));
      // With a threshold the sparsity is known only when scores are: no equal for random then.
      group.stream()
          .filter(c -> c.prune().threshold() == null)
          .reduce((a, c) -> harder(c.prune(), a.prune()) ? c : a)
          .map(c -> pruned(c.prune(), "random", c.prune().sparsity()))
          .ifPresent(p -> controls.add(of(p, any.fineTune(), any.seed(), "random")));
    }
    return controls;
  }

  /** Sparsities compare, and so do budgets; of one and the other, the sparsity is the harder. */
  private static boolean harder(PruneSpec p, PruneSpec than) {
    if (p.budget() == null || than.budget() == null) {
      return p.budget() == null && (than.budget() != null || p.sparsity() > than.sparsity());
    }
    return p.budget().amount() < than.budget().amount();
  }

  private static PruneSpec pruned(PruneSpec like, String criterion, double sparsity) {
    Map<Kind, Options> options = new EnumMap<>(Kind.class);
    options.putAll(like.options());
    options.remove(Kind.CRITERION);
    boolean dense = criterion.equals(CandidateSpec.DENSE);
    // A method of its own scores, starts or states cannot be had with random ones.
    boolean plain = dense || !Schedules.REGISTRY.method(like.schedule()).needs().isEmpty();
    if (plain) {
      options.remove(Kind.SCHEDULE);
    }
    return new PruneSpec(
        like.from(),
        criterion,
        like.granularity(),
        like.scope(),
        plain ? PruneSpec.DEFAULTS.schedule() : like.schedule(),
        like.curve(),
        plain ? 1 : like.steps(),
        sparsity,
        null,
        dense ? null : like.budget(),
        like.keep(),
        dense ? Map.of() : like.layers(),
        like.maskAggregation(),
        options);
  }

  /** The specification's own settings, outside of any search, with a scope that goes by a scan. */
  public static CandidateSpec sensitivity(RunSpec spec) {
    PruneSpec p = spec.prune();
    String name = SensitivityScope.NAME;
    if (p.scope().equals(name)) {
      return of(p, spec.fineTune(), spec.seed(), "");
    }
    Map<Kind, Options> options = new EnumMap<>(Kind.class);
    options.putAll(p.options());
    options.remove(Kind.SCOPE);
    PruneSpec scanning =
        new PruneSpec(
            p.from(),
            p.criterion(),
            p.granularity(),
            name,
            p.schedule(),
            p.curve(),
            p.steps(),
            p.sparsity(),
            p.threshold(),
            p.budget(),
            p.keep(),
            p.layers(),
            p.maskAggregation(),
            options);
    return of(scanning, spec.fineTune(), spec.seed(), "");
  }

  private static CandidateSpec of(PruneSpec prune, TrainSpec fineTune, long seed, String control) {
    String own = SpecWriter.yaml(settings(prune, fineTune, seed));
    return new CandidateSpec("c-" + Digest.of(own).substring(0, 8), prune, fineTune, seed, control);
  }

  static Map<String, Object> settings(PruneSpec prune, TrainSpec fineTune, long seed) {
    Map<String, Object> own = new LinkedHashMap<>();
    own.put("prune", PruneSection.write(prune));
    own.put("fineTune", TrainSection.write(fineTune));
    own.put("seed", seed);
    return own;
  }
}
