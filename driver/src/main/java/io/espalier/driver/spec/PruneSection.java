package io.espalier.driver.spec;

import io.espalier.criterion.Criteria;
import io.espalier.method.Kind;
import io.espalier.schedule.Schedules;
import io.espalier.scope.MaskAggregation;
import io.espalier.scope.Scopes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The section {@code prune}. */
final class PruneSection {
  /** A start at one of the baseline's epochs. */
  static final String EPOCH = "epoch:[1-9][0-9]{0,5}";

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
    MethodValue scope = MethodValue.read(s, "scope", d.scope(), Scopes.REGISTRY.methods());
    PruneSpec spec =
        new PruneSpec(
            from,
            criterion.name(),
            s.choice("granularity", d.granularity(), List.of("weight")),
            scope.name(),
            s.choice("schedule", d.schedule(), Schedules.names()),
            s.choice("curve", d.curve(), Schedules.curves()),
            s.whole("steps", d.steps(), 1),
            s.share("sparsity", d.sparsity()),
            Double.isNaN(threshold) ? null : threshold,
            s.texts("keep", d.keep()),
            s.shares("layers"),
            s.choice("maskAggregation", d.maskAggregation(), MaskAggregation.names()),
            Map.of(Kind.CRITERION, criterion.options(), Kind.SCOPE, scope.options()));
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
    s.close();
    return spec;
  }

  static Map<String, Object> write(PruneSpec p) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("from", p.from());
    all.put("criterion", MethodValue.write(p.criterion(), p.options().get(Kind.CRITERION)));
    all.put("granularity", p.granularity());
    all.put("scope", MethodValue.write(p.scope(), p.options().get(Kind.SCOPE)));
    all.put("schedule", p.schedule());
    all.put("curve", p.curve());
    all.put("steps", p.steps());
    if (p.threshold() == null) {
      all.put("sparsity", p.sparsity());
    } else {
      all.put("threshold", p.threshold());
    }
    all.put("keep", p.keep());
    all.put("layers", new TreeMap<>(p.layers()));
    all.put("maskAggregation", p.maskAggregation());
    return all;
  }
}
