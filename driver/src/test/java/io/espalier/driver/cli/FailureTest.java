package io.espalier.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class FailureTest {
  private static final IOException FULL = new IOException("No space left on device");

  @Test
  void whatSaysWhereComesBeforeWhatSaysWhy() {
    assertThat(
            Failure.line(
                new UncheckedIOException(
                    "cannot write a.bin: No space left on device; it has 1 byte", FULL)))
        .isEqualTo("cannot write a.bin: No space left on device; it has 1 byte");
  }

  @Test
  void theCauseIsNamedWhereItIsNotSaidAlready() {
    assertThat(Failure.line(new IllegalStateException("round 3 failed\nand more", FULL)))
        .isEqualTo("round 3 failed: No space left on device");
  }

  @Test
  void wrappersWithoutWordsOfTheirOwnAreLookedThrough() {
    assertThat(Failure.line(new RuntimeException(new ExecutionException(FULL))))
        .isEqualTo("No space left on device");
    assertThat(Failure.line(new UncheckedIOException(null, FULL)))
        .isEqualTo("No space left on device");
  }

  @Test
  void anExceptionWithoutWordsIsNamed() {
    assertThat(Failure.line(new NullPointerException()))
        .isEqualTo("java.lang.NullPointerException");
    assertThat(Failure.line(new IllegalStateException("", null)))
        .isEqualTo("java.lang.IllegalStateException: ");
  }
}
