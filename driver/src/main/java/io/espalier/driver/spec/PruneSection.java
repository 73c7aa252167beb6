package io.espalier.driver.spec;

import io.espalier.criterion.Criteria;
import io.espalier.method.Kind;
import io.espalier.schedule.Curve;
import io.espalier.schedule.Schedules;
import io.espalier.scope.Budget;
import io.espalier.scope.MaskAggregation;
import io.espalier.scope.Scopes;
import io.espalier.scope.TableScope;
import io.espalier.structure.Granularities;
import io.espalier.structure.Granularity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** The section {@code prune}. */
final class PruneSection {
  /** A start at one of the baseline's epochs. */
  static final String EPOCH = "epoch:[1-9][0-9]{0,5}";

  private static final String SPARSITIES = "sparsities";

  /** The scope for which every layer has a sparsity of its own. */
  private static final String TABLE = new TableScope().name();

  private PruneSection() {}

  static PruneSpec read(Section s) {
    return read(s, PruneSpec.DEFAULTS.sparsity());
  }

  /**
   * Reads it.
   *
   * @param otherwise the sparsity where none is written
   */
  static PruneSpec read(Section s, double otherwise) {
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
    MethodValue schedule =
        MethodValue.read(s, "schedule", d.schedule(), Schedules.REGISTRY.methods());
    PruneSpec spec =
        new PruneSpec(
            from,
            criterion.name(),
            granularity.name(),
            scope.name(),
            schedule.name(),
            curve(s, schedule),
            steps(s, schedule),
            sparsity(s, granularity, otherwise),
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
                scope.options(),
                Kind.SCHEDULE,
                schedule.options()));
    if (!stepped(schedule) && spec.steps() > 1) {
      s.wrong(
          "steps",
          "is " + spec.steps() + " with schedule " + spec.schedule(),
          "1, or schedule: iterative");
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

  private static boolean stepped(MethodValue schedule) {
    return PruneSpec.stepped(Schedules.REGISTRY.method(schedule.name()));
  }

  /** The schedule's own option where it is written there, else {@code prune.curve}. */
  private static String curve(Section s, MethodValue schedule) {
    String own =
        stepped(schedule) ? schedule.options().choice(PruneSpec.CURVE) : PruneSpec.DEFAULTS.curve();
    String beside = s.choice(PruneSpec.CURVE, own, Curve.NAMES);
    return written(s, PruneSpec.CURVE) ? own : beside;
  }

  /** Likewise; a list of sparsities says how many there are. */
  private static int steps(Section s, MethodValue schedule) {
    int beside = s.whole(PruneSpec.STEPS, stepped(schedule) ? own(schedule) : 1, 1);
    return written(s, PruneSpec.STEPS) || written(s, SPARSITIES) ? own(schedule) : beside;
  }

  private static int own(MethodValue schedule) {
    int listed = schedule.options().numbers(SPARSITIES).size();
    return listed > 0 ? listed : schedule.options().whole(PruneSpec.STEPS);
  }

  private static boolean written(Section s, String option) {
    return s.all().get("schedule") instanceof YamlNode.Fields f && f.values().containsKey(option);
  }

  /** Curve and steps stand beside the schedule, and only where it has them. */
  private static void write(PruneSpec p, Map<String, Object> all) {
    boolean stepped = PruneSpec.stepped(Schedules.REGISTRY.method(p.schedule()));
    Object schedule = MethodValue.write(p.schedule(), p.options().get(Kind.SCHEDULE));
    if (stepped && schedule instanceof Map<?, ?> own) {
      Map<Object, Object> rest = new LinkedHashMap<>(own);
      rest.remove(PruneSpec.CURVE);
      rest.remove(PruneSpec.STEPS);
      rest.remove(SPARSITIES, List.of());
      schedule = rest.size() == 1 ? p.schedule() : rest;
    }
    all.put("schedule", schedule);
    if (stepped) {
      all.put(PruneSpec.CURVE, p.curve());
      all.put(PruneSpec.STEPS, p.steps());
    }
  }

  /** N:M says itself how many go; what is written beside it has to agree. */
  private static double sparsity(Section s, MethodValue granularity, double otherwise) {
    double asked = s.share("sparsity", otherwise);
    OptionalDouble fixed = granularity(granularity).sparsity();
    if (fixed.isEmpty()) {
      return asked;
    }
    // A third has no last digit.
    if (s.has("sparsity") && Math.abs(asked - fixed.getAsDouble()) > 1e-4) {
      s.wrong(
          "sparsity",
          "is "
              + asked
              + " beside granularity "
              + granularity.name()
              + ", which itself says how many go",
          fixed.getAsDouble() + ", or no sparsity");
    }
    return fixed.getAsDouble();
  }

  private static Granularity granularity(MethodValue value) {
    return Granularities.REGISTRY.named(value.name(), value.options());
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
    write(p, all);
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
