package io.espalier.driver.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class TailScaleTest {
  @Test
  void equalFactorsOfWhatIsLeftAreEqualSteps() {
    TailScale scale = new TailScale(0, 0.99, 0, 200);

    assertThat(scale.at(0)).isZero();
    assertThat(scale.at(0.9)).isCloseTo(100, within(1e-9));
    assertThat(scale.at(0.99)).isCloseTo(200, within(1e-9));
    assertThat(scale.at(0.98) - scale.at(0.96))
        .isCloseTo(scale.at(0.92) - scale.at(0.84), within(1e-9));
  }

  @Test
  void drawsWhatLiesOutsideAtTheEnd() {
    TailScale scale = new TailScale(0.5, 0.9, 10, 20);

    assertThat(scale.at(0)).isEqualTo(10);
    assertThat(scale.at(1)).isEqualTo(20);
  }

  @Test
  void marksSharesWhoseLabelsDoNotTouch() {
    for (List<Double> shares :
        List.of(
            List.of(0.8, 0.98),
            List.of(0.9, 0.9001),
            List.of(0.0, 1.0),
            List.of(0.5),
            List.of(0.97, 0.984))) {
      TailScale scale = TailScale.over(shares, 400, 20);
      List<Double> ticks = scale.ticks(t -> 22);
      assertThat(ticks).as("%s", shares).hasSizeGreaterThanOrEqualTo(2).isSorted();
      for (int i = 1; i < ticks.size(); i++) {
        assertThat(scale.at(ticks.get(i - 1)) - scale.at(ticks.get(i))).isGreaterThanOrEqualTo(22);
      }
    }
  }
}
