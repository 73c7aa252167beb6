package io.espalier.driver.plan;

import io.espalier.criterion.BnScaleCriterion;
import io.espalier.driver.spec.PruneSpec;
import io.espalier.driver.spec.RunSpec;
import io.espalier.schedule.Event;
import java.util.ArrayList;
import java.util.List;

/** What a sweep can be done with and hardly anybody wants: told with the plan, and not refused. */
final class Remarks {
  private static final String BN_SCALE = new BnScaleCriterion().name();

  private Remarks() {}

  /**
   * All of them, each once.
   *
   * @param known whether the baseline is trained here, so that its penalties are known
   */
  static List<String> of(RunSpec spec, boolean known, List<CandidatePlan> plans) {
    List<String> remarks = new ArrayList<>();
    for (CandidatePlan plan : plans) {
      if (plan.spec().prune().criterion().equals(BN_SCALE)) {
        scales(spec, known, plan, remarks);
      }
    }
    return remarks.stream().distinct().toList();
  }

  /** Gammas that nothing has drawn towards 0 say little of their channels. */
  private static void scales(
      RunSpec spec, boolean known, CandidatePlan plan, List<String> remarks) {
    PruneSpec prune = plan.spec().prune();
    boolean untrained = prune.from().equals("init");
    boolean tunedBefore = firstDrawn(plan) > 0;
    boolean penalised =
        (!untrained && (!known || spec.train().recipe().penalties().bnScale() > 0))
            || (tunedBefore && plan.spec().fineTune().recipe().penalties().bnScale() > 0);
    if (penalised) {
      return;
    }
    String why =
        !untrained
            ? "train.penalties.bnScale is 0"
            : tunedBefore
                ? "prune.from is init and fineTune.penalties.bnScale is 0"
                : "prune.from is init, so that it prunes before anything is trained";
    remarks.add(
        "prune.criterion is "
            + BN_SCALE
            + ", but "
            + why
            + ": gammas compare only after training with their L1 penalty, such as 1e-4");
  }

  /** The first round at whose beginning scores count. */
  private static int firstDrawn(CandidatePlan plan) {
    return plan.events().stream()
        .filter(e -> e.masks() || e instanceof Event.Zero)
        .mapToInt(Event::round)
        .min()
        .orElse(0);
  }
}
