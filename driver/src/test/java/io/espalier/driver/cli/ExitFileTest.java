package io.espalier.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExitFileTest {
  @TempDir Path folder;

  @AfterEach
  void unset() {
    System.clearProperty(ExitFile.PROPERTY);
  }

  @Test
  void holdsTheCodeAndLeavesNothingAside() throws IOException {
    Path file = folder.resolve("runs/.exit");
    System.setProperty(ExitFile.PROPERTY, file.toString());
    ExitFile.write(2);
    assertThat(file).hasContent("2\n");
    try (Stream<Path> beside = Files.list(file.getParent())) {
      assertThat(beside).containsExactly(file);
    }
  }

  @Test
  void takesAFileAddress() throws IOException {
    Path file = folder.resolve("exit");
    System.setProperty(ExitFile.PROPERTY, file.toUri().toString());
    ExitFile.write(0);
    assertThat(file).hasContent("0\n");
  }

  @Test
  void writesNothingUnasked() throws IOException {
    ExitFile.write(1);
    assertThat(folder).isEmptyDirectory();
  }
}
