package io.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.input.InputException;
import io.espalier.measure.Cost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ZooTest {
  @Test
  void countsOfLenet300100() {
    Cost cost = Cost.of(Zoo.network("lenet-300-100", Shape.of(1, 28, 28), 10));
    // 784·300 + 300·100 + 100·10 weights, 410 biases; each weight multiplies once.
    assertThat(cost).isEqualTo(new Cost(266_610, 266_200, 266_200));
  }

  @Test
  void countsOfLenet5() {
    Cost cost = Cost.of(Zoo.network("lenet-5", Shape.of(1, 28, 28), 10));
    // 20·25 at 24x24, 50·20·25 at 8x8, 800·500 and 500·10.
    assertThat(cost).isEqualTo(new Cost(431_080, 430_500, 288_000 + 1_600_000 + 400_000 + 5_000));
  }

  @Test
  void countsOfVggSmall() {
    Cost cost = Cost.of(Zoo.network("vgg-small", Shape.of(3, 32, 32), 10));
    assertThat(cost.parameters()).isEqualTo(65_376 + 384 + 1_048_832 + 2_570);
    // Convolutions' weights at 32x32 and 16x16, and the dense layers'.
    assertThat(cost.flops())
        .isEqualTo((864 + 9_216) * 1024L + (18_432 + 36_864) * 256L + 1_048_576 + 2_560);
  }

  @Test
  void countsOfResnet20() {
    Network network = Zoo.network("resnet-20", Shape.of(3, 32, 32), 10);
    Cost cost = Cost.of(network);
    assertThat(cost.parameters()).isEqualTo(272_474);
    // conv1 and stage 1; stage 2 with a 1x1 shortcut; stage 3 with one; the dense layer.
    assertThat(cost.flops())
        .isEqualTo(
            (432 + 6 * 2_304) * 1024L
                + (4_608 + 5 * 9_216 + 512) * 256L
                + (18_432 + 5 * 36_864 + 2_048) * 64L
                + 640);
    assertThat(network.batchNorms()).hasSize(21);
    assertThat(network.prunable()).hasSize(22);
  }

  @Test
  void namesTheNearest() {
    assertThatThrownBy(() -> Zoo.network("resnet20", Shape.of(3, 32, 32), 10))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("did you mean resnet-20");
  }

  @ParameterizedTest
  @CsvSource({"lenet-5,13,1,1", "lenet-5,1,15,15", "vgg-small,3,3,32", "resnet-20,3,32,3"})
  void refusesShapesThatDoNotFit(String name, int c, int h, int w) {
    assertThatThrownBy(() -> Zoo.network(name, Shape.of(c, h, w), 10))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(c + "x" + h + "x" + w);
  }

  @ParameterizedTest
  @CsvSource({"lenet-5", "vgg-small", "resnet-20"})
  void refusesFeaturesForImages(String name) {
    assertThatThrownBy(() -> Zoo.network(name, Shape.of(13), 10))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("images");
  }

  @Test
  void takesTheSmallestImages() {
    assertThat(Zoo.network("lenet-5", Shape.of(1, 16, 16), 2).size()).isPositive();
    assertThat(Zoo.network("lenet-300-100", Shape.of(13), 3).classes()).isEqualTo(3);
  }
}
