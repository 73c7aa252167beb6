package io.espalier.driver.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.schedule.Event;
import io.espalier.train.ShadowRule;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CandidatePlanTest {
  private static final List<String> LAYERS = List.of("fc1");

  @Test
  void theLearningRateRunsOneCourseUnlessItIsRewound() {
    CandidatePlan iterative = Plans.of("prune.schedule=iterative", "prune.steps=2");
    assertThat(IntStream.range(0, 8).mapToLong(iterative::courseBatches)).containsOnly(40L);
    assertThat(IntStream.range(0, 8).mapToLong(iterative::streamBatch))
        .containsExactly(0L, 5L, 10L, 15L, 20L, 25L, 30L, 35L);
    CandidatePlan rewound = Plans.of("prune.schedule=rewind-lr", "prune.steps=2");
    assertThat(IntStream.range(0, 8).mapToLong(rewound::courseBatches)).containsOnly(20L);
    assertThat(LongStream.of(rewound.streamBatch(4))).containsExactly(20L);
  }

  /** Frankle: the data come in the same order as they did. */
  @Test
  void rewoundWeightsSeeTheBatchesThatTheBaselineSawNext() {
    CandidatePlan plan = Plans.of("prune.schedule={name: rewind-weights, steps: 2, to: 'epoch:1'}");
    assertThat(IntStream.range(0, 8).mapToLong(plan::streamBatch))
        .containsExactly(10L, 15L, 20L, 25L, 10L, 15L, 20L, 25L);
    assertThat(plan.courseBatches(3)).isEqualTo(20);
    assertThat(plan.step(3)).isEqualTo(1);
    assertThat(plan.step(4)).isEqualTo(2);
    assertThat(plan.evaluatesAfter(3)).isTrue();
    assertThat(plan.evaluatesAfter(4)).isFalse();
  }

  @Test
  void aDenseStateLastsUntilTheLastMask() {
    CandidatePlan plan = Plans.of("prune.schedule={name: gradual, recover: true, end: 0.5}");
    assertThat(plan.lastMask()).isEqualTo(4);
    assertThat(plan.shadow(3, LAYERS)).contains(new ShadowRule.Recovering());
    assertThat(plan.shadow(4, LAYERS)).isEmpty();
    assertThat(Plans.of("prune.schedule=gradual").shadowed(0)).isFalse();
    assertThat(Plans.of("prune.schedule=gradual", "prune.criterion=movement").shadow(0, LAYERS))
        .contains(new ShadowRule.Movement());
    assertThat(Plans.of("prune.schedule=gsm").shadow(7, LAYERS))
        .contains(new ShadowRule.SparseMomentum(0.5, LAYERS));
    assertThat(Plans.of("prune.schedule=gsm").events(8)).hasSize(1);
  }

  @Test
  void optionsOfTheScheduleWinOverThoseBeside() {
    CandidatePlan own = Plans.of("prune.schedule={name: iterative, steps: 4, curve: linear}");
    assertThat(own.events()).extracting(Event::round).containsExactly(0, 2, 4, 6);
    assertThat(own.spec().prune().curve()).isEqualTo("linear");
    CandidatePlan listed = Plans.of("prune.schedule={name: iterative, sparsities: [0.3, 0.5]}");
    assertThat(listed.events()).extracting(Event::round).containsExactly(0, 4);
    assertThat(((Event.Prune) listed.events().get(0)).amount().of(0.5)).isEqualTo(0.3);
    assertThat(Plans.of("prune.schedule=rewind-lr", "prune.steps=2").spec().prune().curve())
        .isEqualTo("exponential");
  }

  @Test
  void theTeacherGoesWithTheFirstRoundBehindItsEnd() {
    assertThat(taught("{alpha: 0.5, until: 0.5}"))
        .containsExactly(true, true, true, true, false, false, false, false);
    assertThat(taught("{alpha: 0.5, until: 0.51}"))
        .containsExactly(true, true, true, true, true, false, false, false);
    assertThat(taught("{alpha: 0.5, until: 1e-6}"))
        .containsExactly(true, false, false, false, false, false, false, false);
    assertThat(taught("{alpha: 0.5}")).hasSize(8).containsOnly(true);
    assertThat(taught("{until: 0.5}")).hasSize(8).containsOnly(false);
    CandidatePlan plan = Plans.of("fineTune.distillation={alpha: 0.5, until: 0.5}");
    assertThat(plan.taught()).isTrue();
    assertThat(plan.fineTune(7).recipe().optimizer()).isEqualTo(plan.spec().fineTune().optimizer());
  }

  private static List<Boolean> taught(String distillation) {
    CandidatePlan plan = Plans.of("fineTune.distillation=" + distillation);
    return IntStream.range(0, plan.rounds())
        .mapToObj(round -> plan.fineTune(round).recipe().objective().taught())
        .toList();
  }
}
