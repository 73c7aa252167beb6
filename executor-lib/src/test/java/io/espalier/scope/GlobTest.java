package io.espalier.scope;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource({
    "conv1, conv1, true",
    "conv1, conv10, false",
    "conv10, conv1, false",
    "conv*, conv, true",
    "conv*, conv12, true",
    "*1, conv1, true",
    "*v*1*, conv1, true",
    "conv?, conv1, true",
    "conv?, conv, false",
    "conv?, conv12, false",
    "'*', anything, true",
    "a.c, abc, false",
    "[ab], a, false",
    "'', a, false"
  })
  void fitsTheWholeName(String glob, String name, boolean fits) {
    assertThat(Glob.matches(glob, name)).isEqualTo(fits);
  }
}
