package io.espalier.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.plan.Plan;
import io.espalier.driver.plan.Plans;
import io.espalier.model.Network;
import io.espalier.model.Shape;
import io.espalier.model.Zoo;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTextTest {
  private static final Network NETWORK = Zoo.network("lenet-300-100", Shape.of(1, 28, 28), 10);

  @Test
  void remarksStandBelowThePlan() {
    Plan plan = Plan.of(List.of(Plans.of()), NETWORK, 2, 1_000_000_000);
    String without = PlanText.of(plan, NETWORK, "dl4j");
    assertThat(without).endsWith("trainer: dl4j");
    Plan remarked =
        new Plan(
            plan.waves(),
            plan.trainShards(),
            plan.batchNorms(),
            plan.denseBytes(),
            List.of("one thing", "another"));
    assertThat(PlanText.of(remarked, NETWORK, "dl4j").lines())
        .containsExactly((without + "\n      note: one thing\n      note: another").split("\\R"));
  }
}
