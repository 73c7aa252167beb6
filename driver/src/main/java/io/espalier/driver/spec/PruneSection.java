package io.espalier.driver.spec;

import io.espalier.criterion.Criteria;
import io.espalier.method.Kind;
import io.espalier.schedule.Schedules;
import io.espalier.scope.Budget;
import io.espalier.scope.MaskAggregation;
import io.espalier.scope.Scopes;
import io.espalier.scope.TableScope;
import io.espalier.structure.Granularities;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** The section {@code prune}. */
final class PruneSection {
  /** A start at one of the baseline's epochs. */
  static final String EPOCH = "epoch:[1-9][0-9]{0,5}";

  /** The scope for which every layer has a sparsity of its own. */
  private static final String TABLE = new TableScope().name();

  private PruneSection() {}

  static PruneSpec read(Section s) {
    PruneSpec d = PruneSpec.DEFAULTS;
    String from = s.text("from", d.from());
    if (!from.matches("trained|init|" + EPOCH)) {
      s.wrong("from", "is " + from, "trained, init or epoch:K with a K from 1");
      from = d.from();
    }
    double threshold =
        s.number(
            "threshold", Double.NaN, Double::isFinite, "a number, the lowest score that stays");
    MethodValue criterion =
        MethodValue.read(s, "criterion", d.criterion(), Criteria.REGISTRY.methods());
    MethodValue granularity =
        MethodValue.read(s, "granularity", d.granularity(), Granularities.REGISTRY.methods());
    MethodValue scope = MethodValue.read(s, "scope", d.scope(), Scopes.REGISTRY.methods());
    PruneSpec spec =
        new PruneSpec(
            from,
            criterion.name(),
            granularity.name(),
            scope.name(),
            s.choice("schedule", d.schedule(), Schedules.names()),
            s.choice("curve", d.curve(), Schedules.curves()),
            s.whole("steps", d.steps(), 1),
            sparsity(s, granularity, d.sparsity()),
            Double.isNaN(threshold) ? null : threshold,
            budget(s),
            s.texts("keep", d.keep()),
            s.shares("layers"),
            s.choice("maskAggregation", d.maskAggregation(), MaskAggregation.names()),
            Map.of(
                Kind.CRITERION,
                criterion.options(),
                Kind.GRANULARITY,
                granularity.options(),
                Kind.SCOPE,
                scope.options()));
    if (spec.schedule().equals("one-shot") && spec.steps() > 1) {
      s.wrong(
          "steps", "is " + spec.steps() + " with schedule one-shot", "1, or schedule: iterative");
    }
    if (spec.threshold() != null && !spec.schedule().equals("one-shot")) {
      s.wrong("threshold", "goes with one step alone", "schedule: one-shot, or sparsity");
    }
    if (spec.threshold() != null && s.has("sparsity")) {
      s.wrong("threshold", "stands beside prune.sparsity", "one of both");
    }
    if (spec.budget() != null && (s.has("sparsity") || spec.threshold() != null)) {
      s.wrong(
          "budget",
          "stands beside prune." + (s.has("sparsity") ? "sparsity" : "threshold"),
          "one of both");
    }
    if (spec.scope().equals(TABLE) && (spec.threshold() != null || spec.budget() != null)) {
      s.wrong(
          spec.budget() == null ? "threshold" : "budget",
          "stands beside scope table",
          "prune.layers alone, or another scope");
    }
    s.close();
    return spec;
  }

  /** N:M says itself how many go. */
  private static double sparsity(Section s, MethodValue granularity, double otherwise) {
    double asked = s.share("sparsity", otherwise);
    OptionalDouble fixed =
        Granularities.REGISTRY.named(granularity.name(), granularity.options()).sparsity();
    return fixed.orElse(asked);
  }

  private static Budget budget(Section parent) {
    Section s = parent.section("budget");
    Budget budget = null;
    for (Budget.Measure measure : Budget.Measure.values()) {
      double amount = s.positive(measure.key(), Double.NaN);
      if (!Double.isNaN(amount) && budget != null) {
        s.wrong(
            measure.key(),
            "stands beside prune.budget." + budget.measure().key(),
            "one of " + String.join(", ", Budget.Measure.keys()));
      } else if (!Double.isNaN(amount)) {
        budget = new Budget(measure, amount);
      }
    }
    s.close();
    return budget;
  }

  static Map<String, Object> write(PruneSpec p) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("from", p.from());
    all.put("criterion", MethodValue.write(p.criterion(), p.options().get(Kind.CRITERION)));
    all.put("granularity", MethodValue.write(p.granularity(), p.options().get(Kind.GRANULARITY)));
    all.put("scope", MethodValue.write(p.scope(), p.options().get(Kind.SCOPE)));
    all.put("schedule", p.schedule());
    all.put("curve", p.curve());
    all.put("steps", p.steps());
    if (p.threshold() != null) {
      all.put("threshold", p.threshold());
    } else if (p.budget() != null) {
      all.put("budget", Map.of(p.budget().measure().key(), p.budget().amount()));
    } else {
      all.put("sparsity", p.sparsity());
    }
    all.put("keep", p.keep());
    all.put("layers", new TreeMap<>(p.layers()));
    all.put("maskAggregation", p.maskAggregation());
    return all;
  }
}
