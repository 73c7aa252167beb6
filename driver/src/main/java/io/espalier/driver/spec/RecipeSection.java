package io.espalier.driver.spec;

import io.espalier.train.LearningRate;
import io.espalier.train.Objective;
import io.espalier.train.OptimizerSpec;
import io.espalier.train.Penalties;
import io.espalier.train.Recipe;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How a step is taken: the keys of a recipe within {@code train} and {@code fineTune}. */
final class RecipeSection {
  private RecipeSection() {}

  static Recipe read(Section s, Recipe d) {
    return new Recipe(
        optimizer(s.section("optimizer"), d.optimizer()),
        schedule(s.section("schedule"), d.schedule()),
        objective(s, d.objective()),
        penalties(s.section("penalties"), d.penalties()),
        s.notNegative("clip", d.clip()));
  }

  private static OptimizerSpec optimizer(Section s, OptimizerSpec d) {
    OptimizerSpec spec =
        new OptimizerSpec(
            constant(OptimizerSpec.Kind.class, s, "kind", d.kind()),
            s.positive("learningRate", d.learningRate()),
            s.share("momentum", d.momentum()),
            s.share("beta1", d.beta1()),
            s.share("beta2", d.beta2()),
            s.positive("epsilon", d.epsilon()),
            s.notNegative("l2", d.l2()),
            s.notNegative("weightDecay", d.weightDecay()));
    if (spec.weightDecay() > 0 && spec.kind() != OptimizerSpec.Kind.ADAMW) {
      s.wrong("weightDecay", "is for adamw alone", "l2 with kind " + word(spec.kind()));
    }
    s.close();
    return spec;
  }

  private static LearningRate schedule(Section s, LearningRate d) {
    LearningRate rate =
        new LearningRate(
            constant(LearningRate.Kind.class, s, "kind", d.kind()),
            s.number("floor", d.floor(), v -> v >= 0 && v <= 1, "a share in [0, 1]"),
            s.share("warmUp", d.warmUp()),
            milestones(s, d.milestones()),
            s.number("factor", d.drop(), v -> v > 0 && v <= 1, "a number in (0, 1]"),
            s.number("peakAt", d.peakAt(), v -> v > 0 && v < 1, "a share in (0, 1)"),
            s.number("start", d.start(), v -> v > 0 && v <= 1, "a share in (0, 1]"));
    s.close();
    return rate;
  }

  private static List<Double> milestones(Section s, List<Double> otherwise) {
    List<Double> shares = s.numbers("milestones", otherwise);
    if (shares.stream().allMatch(m -> m > 0 && m < 1)) {
      return shares;
    }
    s.wrong("milestones", "is " + shares, "a list of shares of the steps, each in (0, 1)");
    return otherwise;
  }

  private static Objective objective(Section s, Objective d) {
    Section distillation = s.section("distillation");
    Objective.Kind kind = constant(Objective.Kind.class, s, "loss", d.kind());
    double alpha =
        distillation.number("alpha", d.alpha(), v -> v >= 0 && v <= 1, "a share in [0, 1]");
    if (kind == Objective.Kind.MSE && alpha > 0) {
      s.wrong("loss", "is mse beside distillation", "cross-entropy, or distillation.alpha: 0");
      alpha = 0;
    }
    Objective objective =
        new Objective(
            kind,
            s.share("labelSmoothing", d.smoothing()),
            distillation.positive("temperature", d.temperature()),
            alpha,
            distillation.number("until", d.until(), v -> v > 0 && v <= 1, "a share in (0, 1]"));
    distillation.close();
    return objective;
  }

  private static Penalties penalties(Section s, Penalties d) {
    Penalties penalties =
        new Penalties(
            s.notNegative("l1", d.l1()),
            s.notNegative("groupLasso", d.groupLasso()),
            s.notNegative("bnScale", d.bnScale()));
    s.close();
    return penalties;
  }

  static void write(Recipe r, Map<String, Object> into) {
    OptimizerSpec o = r.optimizer();
    Map<String, Object> optimizer = new LinkedHashMap<>();
    optimizer.put("kind", word(o.kind()));
    optimizer.put("learningRate", o.learningRate());
    optimizer.put("momentum", o.momentum());
    optimizer.put("beta1", o.beta1());
    optimizer.put("beta2", o.beta2());
    optimizer.put("epsilon", o.epsilon());
    optimizer.put("l2", o.l2());
    optimizer.put("weightDecay", o.weightDecay());
    Map<String, Object> schedule = new LinkedHashMap<>();
    schedule.put("kind", word(r.schedule().kind()));
    schedule.put("floor", r.schedule().floor());
    schedule.put("warmUp", r.schedule().warmUp());
    schedule.put("milestones", r.schedule().milestones());
    schedule.put("factor", r.schedule().drop());
    schedule.put("peakAt", r.schedule().peakAt());
    schedule.put("start", r.schedule().start());
    Map<String, Object> distillation = new LinkedHashMap<>();
    distillation.put("alpha", r.objective().alpha());
    distillation.put("temperature", r.objective().temperature());
    if (r.objective().until() != Objective.PLAIN.until()) {
      distillation.put("until", r.objective().until()); // else unsaid, as the loss
    }
    Map<String, Object> penalties = new LinkedHashMap<>();
    penalties.put("l1", r.penalties().l1());
    penalties.put("groupLasso", r.penalties().groupLasso());
    penalties.put("bnScale", r.penalties().bnScale());
    into.put("optimizer", optimizer);
    into.put("schedule", schedule);
    if (r.objective().kind() != Objective.PLAIN.kind()) {
      // Else unsaid, as when there was no other: candidates keep the names that hash their
      // settings.
      into.put("loss", word(r.objective().kind()));
    }
    into.put("labelSmoothing", r.objective().smoothing());
    into.put("distillation", distillation);
    into.put("penalties", penalties);
    into.put("clip", r.clip());
  }

  private static <E extends Enum<E>> E constant(Class<E> type, Section s, String key, E otherwise) {
    List<String> words = Arrays.stream(type.getEnumConstants()).map(RecipeSection::word).toList();
    String chosen = s.choice(key, word(otherwise), words);
    return Enum.valueOf(type, chosen.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** A constant as the YAML writes it: {@code one-cycle}. */
  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
