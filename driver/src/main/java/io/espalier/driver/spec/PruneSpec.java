package io.espalier.driver.spec;

import io.espalier.criterion.Criteria;
import io.espalier.criterion.Criterion;
import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Options;
import io.espalier.model.Network;
import io.espalier.schedule.Schedule;
import io.espalier.schedule.Schedules;
import io.espalier.scope.Budget;
import io.espalier.scope.Scope;
import io.espalier.scope.Scopes;
import io.espalier.structure.Granularities;
import io.espalier.structure.Granularity;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How far, by what and when to prune: YAML section {@code prune}.
 *
 * @param from {@code trained}, {@code init} or {@code epoch:K}
 * @param criterion name of a criterion; {@code none} only for the dense control
 * @param granularity name of a granularity
 * @param scope name of a scope
 * @param schedule name of a schedule
 * @param curve of a schedule with steps: {@code linear}, {@code cubic} or {@code exponential}
 * @param steps prune-and-fine-tune steps, at least 1; 1 for schedules without
 * @param sparsity share of the prunable weights that is gone at the end, in [0, 1)
 * @param threshold absolute, instead of sparsity; null if there is none
 * @param budget parameters, multiply-adds or bytes that may be left, instead of sparsity; null if
 *     there is none
 * @param keep layer names or globs that stay dense
 * @param layers layer name or glob to its own sparsity
 * @param maskAggregation {@code scores}, {@code vote}, {@code intersection} or {@code union}
 * @param options the four methods' own settings; of those that are not in it, the defaults
 */
public record PruneSpec(
    String from,
    String criterion,
    String granularity,
    String scope,
    String schedule,
    String curve,
    int steps,
    double sparsity,
    Double threshold,
    Budget budget,
    List<String> keep,
    Map<String, Double> layers,
    String maskAggregation,
    Map<Kind, Options> options)
    implements Serializable {
  static final String CURVE = "curve";
  static final String STEPS = "steps";

  public PruneSpec {
    // Of a method without options there is nothing to say: equal settings are equal.
    options =
        options.entrySet().stream()
            .filter(e -> !e.getValue().all().isEmpty())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  public static final PruneSpec DEFAULTS =
      new PruneSpec(
          "trained",
          "magnitude-l1",
          "weight",
          "global",
          "one-shot",
          "cubic",
          1,
          0.9,
          null,
          null,
          List.of(),
          Map.of(),
          "scores",
          Map.of());

  /** The criterion, made with its options; not for the dense control. */
  public Criterion scoring() {
    return options.containsKey(Kind.CRITERION)
        ? Criteria.REGISTRY.named(criterion, options.get(Kind.CRITERION))
        : Criteria.REGISTRY.named(criterion);
  }

  /** The granularity, made with its options. */
  public Granularity grain() {
    return options.containsKey(Kind.GRANULARITY)
        ? Granularities.REGISTRY.named(granularity, options.get(Kind.GRANULARITY))
        : Granularities.REGISTRY.named(granularity);
  }

  /** The scope, made with its options. */
  public Scope scoped() {
    return options.containsKey(Kind.SCOPE)
        ? Scopes.REGISTRY.named(scope, options.get(Kind.SCOPE))
        : Scopes.REGISTRY.named(scope);
  }

  /** The schedule, made with its options; where it has steps, {@code curve} and {@code steps}. */
  public Schedule scheduled() {
    Method method = Schedules.REGISTRY.method(schedule);
    Map<String, Object> given = new LinkedHashMap<>();
    if (options.containsKey(Kind.SCHEDULE)) {
      given.putAll(options.get(Kind.SCHEDULE).all());
    }
    if (stepped(method)) {
      given.put(CURVE, curve);
      given.put(STEPS, (long) steps);
    }
    return Schedules.REGISTRY.named(schedule, Options.of(method, given));
  }

  /** Whether {@code prune.curve} and {@code prune.steps} are options of a schedule. */
  static boolean stepped(Method method) {
    return method.options().stream().anyMatch(o -> o.name().equals(STEPS));
  }

  /**
   * The share of the weights that will be gone at the end, as far as it can be known before there
   * are scores: 0 with a threshold, and with a budget what it takes if all layers lose alike.
   */
  public double expectedSparsity(Network network) {
    if (threshold != null) {
      return 0;
    }
    return budget == null ? sparsity : budget.expectedSparsity(network);
  }
}
