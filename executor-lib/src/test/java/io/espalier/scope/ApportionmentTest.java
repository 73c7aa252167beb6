package io.espalier.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApportionmentTest {
  @Test
  void givesWhatIsMissingToTheLargestRemainders() {
    // 10 over 7:5:3 is 4.67, 3.33, 2.
    assertThat(Apportionment.byWeight(new int[] {7, 5, 3}, 10)).containsExactly(5, 3, 2);
    assertThat(Apportionment.byQuota(new double[] {1.2, 3.7, 0.1}, new int[] {9, 9, 9}, 5))
        .containsExactly(1, 4, 0);
  }

  @Test
  void givesToTheFirstOfEqualRemainders() {
    assertThat(Apportionment.byWeight(new int[] {2, 2, 2}, 4)).containsExactly(2, 1, 1);
    // A third each of 1, 4 and 7 is 1/3, 4/3, 7/3: as doubles the remainders would differ.
    assertThat(Apportionment.byWeight(new int[] {1, 4, 7}, 4)).containsExactly(1, 1, 2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void addsUpAndStaysWithinOneOfTheQuota(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int trial = 0; trial < 300; trial++) {
      int[] weights = random.ints(random.nextInt(1, 12), 1, 1_000_000).toArray();
      int sum = Arrays.stream(weights).sum();
      int total = random.nextInt(sum + 1);
      int[] counts = Apportionment.byWeight(weights, total);
      assertThat(Arrays.stream(counts).sum()).isEqualTo(total);
      double[] quotas = Arrays.stream(weights).mapToDouble(w -> (double) total * w / sum).toArray();
      int[] again = Apportionment.byQuota(quotas, weights, total);
      assertThat(Arrays.stream(again).sum()).isEqualTo(total);
      for (int i = 0; i < weights.length; i++) {
        assertThat(Math.abs(counts[i] - quotas[i])).isLessThan(1);
        assertThat(Math.abs(again[i] - quotas[i])).isLessThan(1 + 1e-6);
        assertThat(counts[i]).isBetween(0, weights[i]);
      }
    }
  }

  @Test
  void roundingInTheQuotasCostsNoCount() {
    assertThat(
            Apportionment.byQuota(
                new double[] {2.9999999999999996, 1.0000000000000002}, new int[] {3, 4}, 4))
        .containsExactly(3, 1);
  }

  @Test
  void refusesATotalAboveTheBounds() {
    assertThatThrownBy(() -> Apportionment.byQuota(new double[] {1}, new int[] {1}, 2))
        .hasMessage("no counts within the bounds add up to 2");
  }
}
