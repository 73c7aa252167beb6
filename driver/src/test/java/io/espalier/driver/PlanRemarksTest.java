package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.plan.Plan;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** What a plan says beside its numbers, from the configuration on. */
class PlanRemarksTest {
  private static Plan plan(SparkSession spark, String... sets) {
    String[] all = new String[sets.length + 1];
    all[0] =
        "search={prune: [{criterion: bn-scale, granularity: filter, keep: ['fc*'], sparsity: 0.5}]}";
    System.arraycopy(sets, 0, all, 1, sets.length);
    return Espalier.plan(
        spark, TinyRun.spec(all), SweepOptions.DEFAULTS.with(SweepOptions.Existing.REFUSE));
  }

  @Test
  void batchNormScalesThatNoPenaltyIsTrainedWith() {
    try (SparkSession spark = TinyRun.spark("local[1]")) {
      assertThat(plan(spark, "model.zoo=vgg-small").remarks())
          .containsExactly(
              "prune.criterion is bn-scale, but train.penalties.bnScale is 0: gammas compare only"
                  + " after training with their L1 penalty, such as 1e-4");
      assertThat(plan(spark, "model.zoo=vgg-small", "train.penalties.bnScale=1e-4").remarks())
          .isEmpty();
    }
  }
}
