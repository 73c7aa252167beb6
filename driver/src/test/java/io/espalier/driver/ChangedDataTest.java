package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.driver.fault.InjectedFault;
import io.espalier.driver.spec.RunSpec;
import io.espalier.input.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangedDataTest {
  @TempDir Path dir;

  @Test
  void dataThatChangedSinceTheRunBeganAreRefusedBeforeAnyWork() throws IOException {
    TinyNetwork.write(dir, 8, 8);
    RunSpec spec = TinyNetwork.spec(dir);
    Path folder = dir.resolve("run");
    try (Resumed before = new Resumed("local[2]", spec)) {
      assertThatThrownBy(() -> before.sweep(folder, "manifest@n=2:throw"))
          .isInstanceOf(InjectedFault.class);
    }
    Path csv = dir.resolve("data.csv");
    Files.writeString(csv, Files.readString(csv).replaceFirst("[0-8]", "9"));
    try (Resumed after = new Resumed("local[2]", spec)) {
      assertThatThrownBy(() -> after.sweep(folder, ""))
          .isInstanceOf(InputException.class)
          .message()
          .matches(
              "(?s)\\S+/run was begun with data fingerprint [0-9a-f]{64}, and now has"
                  + " [0-9a-f]{64}, expected the same, or another run folder.*");
      assertThat(after.said).isEmpty();
    }
  }
}
