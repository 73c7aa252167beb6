package io.espalier.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.mask.Mask;
import org.junit.jupiter.api.Test;

class MaskHistoryTest {
  private static final Mask FULL = Mask.full(8);

  @Test
  void theDistanceIsTheShareOfWeightsThatDiffer() {
    assertThat(MaskHistory.distance(ExchangeTest.NETWORK, FULL.without(0, 1), FULL.without(1, 5)))
        .isEqualTo(2.0 / 8);
    assertThat(MaskHistory.distance(ExchangeTest.NETWORK, FULL, FULL)).isZero();
  }

  @Test
  void settlesOnceItDiffersLittleFromEachOfTheWindow() {
    MaskHistory history = new MaskHistory();
    assertThat(history.settles(ExchangeTest.NETWORK, FULL.without(0), 2, 0.2)).isFalse();
    assertThat(history.settles(ExchangeTest.NETWORK, FULL.without(4, 5), 2, 0.2)).isFalse();
    // Like the last, but not like the first.
    assertThat(history.settles(ExchangeTest.NETWORK, FULL.without(4, 5), 2, 0.2)).isFalse();
    assertThat(history.settles(ExchangeTest.NETWORK, FULL.without(4), 2, 0.2)).isTrue();
  }

  @Test
  void aDistanceOfEpsilonIsTooMuch() {
    MaskHistory history = new MaskHistory();
    history.settles(ExchangeTest.NETWORK, FULL, 1, 0.125);
    assertThat(history.settles(ExchangeTest.NETWORK, FULL.without(0), 1, 0.125)).isFalse();
    assertThat(history.settles(ExchangeTest.NETWORK, FULL.without(0), 1, 0.125)).isTrue();
  }
}
