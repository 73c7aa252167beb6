package io.espalier.datasets.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DigitPainterTest {
  private static final int PIXELS = 28 * 28;

  @Test
  void theSameSeedDrawsTheSamePicture() {
    assertThat(DigitPainter.paint(3, 42)).isEqualTo(DigitPainter.paint(3, 42)).hasSize(PIXELS);
    assertThat(DigitPainter.paint(3, 42)).isNotEqualTo(DigitPainter.paint(3, 43));
    assertThat(DigitPainter.paint(3, 42)).isNotEqualTo(DigitPainter.paint(5, 42));
  }

  @Test
  void everyPictureHasInkAndMostOfItIsDark() {
    for (int i = 0; i < 500; i++) {
      byte[] picture = DigitPainter.paint(i % 10, i);
      long bright = IntStream.range(0, PIXELS).filter(p -> (picture[p] & 0xff) > 100).count();
      assertThat(bright).as("picture %s", i).isBetween(15L, 300L);
    }
  }

  /** The nearest class mean, the simplest classifier, finds many digits but far from all. */
  @Test
  void digitsCanBeToldApartButNotByTheirMeans() {
    double[][] means = new double[10][PIXELS];
    for (int i = 0; i < 3000; i++) {
      byte[] picture = DigitPainter.paint(i % 10, i);
      for (int p = 0; p < PIXELS; p++) {
        means[i % 10][p] += (picture[p] & 0xff) / 300.0;
      }
    }
    int right = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] picture = DigitPainter.paint(i % 10, 100_000 + i);
      right += nearest(means, picture) == i % 10 ? 1 : 0;
    }
    assertThat(right).isBetween(500, 900);
  }

  private static int nearest(double[][] means, byte[] picture) {
    int best = 0;
    double least = Double.MAX_VALUE;
    for (int c = 0; c < means.length; c++) {
      double distance = 0;
      for (int p = 0; p < PIXELS; p++) {
        double d = (picture[p] & 0xff) - means[c][p];
        distance += d * d;
      }
      if (distance < least) {
        least = distance;
        best = c;
      }
    }
    return best;
  }
}
