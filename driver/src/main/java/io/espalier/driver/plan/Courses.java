package io.espalier.driver.plan;

import io.espalier.criterion.Criteria;
import io.espalier.driver.spec.PruneSpec;
import io.espalier.input.Problem;
import io.espalier.method.Method;
import io.espalier.method.Need;
import io.espalier.schedule.Event;
import io.espalier.schedule.Schedule;
import io.espalier.train.OptimizerSpec;
import java.util.ArrayList;
import java.util.List;

/** What a schedule does not go with, said by name before any work starts. */
final class Courses {
  private static final List<String> FILTERS = List.of("filter", "neuron", "channel");
  private static final List<String> SINGLE = List.of("gsm", "rigl", "set", "dns");
  private static final List<String> MAGNITUDES = List.of("magnitude-l1", "magnitude-l2");

  private Courses() {}

  /** Why a candidate's schedule cannot be carried out; empty if it can. */
  static List<Problem> problems(CandidatePlan plan, int baselineEpochs) {
    if (plan.spec().dense()) {
      return List.of();
    }
    PruneSpec prune = plan.spec().prune();
    Schedule schedule = prune.scheduled();
    List<Problem> problems = new ArrayList<>(schedule.refuses(plan.timeline(), prune.sparsity()));
    Method method = schedule.method();
    String name = method.name();
    if (method.needs(Need.INIT) && !prune.from().equals("init")) {
      problems.add(
          schedule.problem(
              "which is sparse from the beginning, but prune.from is " + prune.from(),
              "prune.from: init"));
    }
    if (method.needs(Need.STRUCTURES) && !FILTERS.contains(prune.granularity())) {
      problems.add(
          schedule.problem(
              "but prune.granularity is " + prune.granularity(),
              "one of " + String.join(", ", FILTERS)));
    }
    if (SINGLE.contains(name) && !prune.granularity().equals("weight")) {
      problems.add(
          schedule.problem(
              "but prune.granularity is " + prune.granularity(), "prune.granularity: weight"));
    }
    if (List.of("gsm", "dns").contains(name) && !MAGNITUDES.contains(prune.criterion())) {
      problems.add(
          schedule.problem(
              "but prune.criterion is " + prune.criterion(),
              "one of " + String.join(", ", MAGNITUDES)));
    }
    if (name.equals("gsm") && !prune.scope().equals("global")) {
      problems.add(schedule.problem("but prune.scope is " + prune.scope(), "prune.scope: global"));
    }
    OptimizerSpec optimizer = plan.spec().fineTune().optimizer();
    if (name.equals("gsm") && optimizer.l2() == 0 && optimizer.weightDecay() == 0) {
      problems.add(
          schedule.problem(
              "but fineTune.optimizer.l2 is 0, so that nothing shrinks",
              "an l2 above 0, such as 5e-4"));
    }
    if (List.of("gsm", "dns").contains(name) && prune.budget() != null) {
      problems.add(schedule.problem("but there is a prune.budget", "prune.sparsity instead"));
    }
    problems.addAll(movement(prune, schedule));
    for (Event e : plan.events()) {
      if (e instanceof Event.Rewind rewind
          && !rewind.to().equals("init")
          && Integer.parseInt(rewind.to().substring("epoch:".length())) > baselineEpochs) {
        problems.add(
            schedule.problem(
                "to " + rewind.to() + ", but the baseline has " + baselineEpochs + " epochs",
                "init, or one of the epochs of train"));
      }
    }
    return problems;
  }

  /** Scores that fine-tuning accumulates are 0 before it. */
  private static List<Problem> movement(PruneSpec prune, Schedule schedule) {
    boolean dense = Criteria.REGISTRY.method(prune.criterion()).needs(Need.DENSE_STATE);
    if (!dense || schedule.method().name().equals("gradual")) {
      return List.of();
    }
    return List.of(
        new Problem(
            "prune.criterion",
            "is " + prune.criterion() + ", but prune.schedule is " + schedule.method().name(),
            "schedule: gradual, since scores grow with fine-tuning"));
  }
}
