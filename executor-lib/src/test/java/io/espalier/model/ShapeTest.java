package io.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShapeTest {
  @Test
  void readsTheSameShapeOrAsManyFlatFeatures() {
    Shape image = Shape.of(3, 32, 32);

    assertThat(image.reads(Shape.of(3, 32, 32))).isTrue();
    assertThat(image.reads(Shape.of(3072))).isTrue();
    assertThat(Shape.of(3072).reads(image)).isTrue();
    assertThat(image.reads(Shape.of(1, 32, 96))).isFalse(); // as many, but other channels
    assertThat(image.reads(Shape.of(1024))).isFalse();
  }
}
