package io.espalier.model.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.input.InputException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UntrustedModelsTest {
  @TempDir Path dir;

  private Path zip(Map<String, byte[]> entries) throws IOException {
    Path file = dir.resolve("model.zip");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> e : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(e.getKey()));
        zip.write(e.getValue());
      }
    }
    return file;
  }

  private static byte[] array(long stated, float... values) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF("LONG_SHAPE");
    out.writeLong(8);
    out.writeUTF("LONG");
    for (long l : new long[] {2, 1, stated, 1, 1, 0, 1, 99}) {
      out.writeLong(l);
    }
    out.writeUTF("LONG_SHAPE");
    out.writeLong(stated);
    out.writeUTF("FLOAT");
    for (float v : values) {
      out.writeFloat(v);
    }
    return bytes.toByteArray();
  }

  private void refused(Map<String, byte[]> entries, String why) throws IOException {
    Path file = zip(entries);
    assertThatThrownBy(() -> ModelReader.read(file, Optional.empty()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + " ")
        .hasMessageContaining(why);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aConfigurationMakesNoClassButDl4jsOwn() throws IOException {
    for (String key : new String[] {"@class", "type", "\\u0040class"}) {
      refused(
          Map.of("configuration.json", text("{\"" + key + "\": \"javax.swing.JEditorPane\"}")),
          "names the class javax.swing.JEditorPane");
    }
    refused(
        Map.of("configuration.json", text("{\"@class\": \"org.deeplearning4j.util.X\"}")),
        "names the class org.deeplearning4j.util.X");
  }

  @Test
  void aConfigurationThatNestsTooDeepEndsNoThread() throws IOException {
    refused(Map.of("configuration.json", text("[".repeat(1_000_000))), "nests more than 100 deep");
  }

  @Test
  void anArrayIsNoLargerThanItsBytes() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("configuration.json", text("{}"));
    entries.put("coefficients.bin", array(1L << 40, 1, 2));

    refused(entries, "states an extent of 1099511627776");
    entries.put("coefficients.bin", array(1 << 28, 1, 2));
    refused(entries, "states 268435456 elements of 4 bytes and has 8 bytes for them");
    assertThat(Coefficients.read(array(2, 1, 2))).containsExactly(1, 2);
  }

  @Test
  void namesThatLeadOutAreRefusedWhateverElseTheZipHolds() throws IOException {
    for (String name : new String[] {"../a", "/a", "a/../../b", "a\\b", "c:a"}) {
      refused(
          Map.of(name, text("x")), "is a zip with the entry " + name + ", which leads out of it");
    }
  }

  @Test
  void moreEntriesThanAModelHasAreRefused() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < 1001; i++) {
      entries.put("e" + i, new byte[0]);
    }
    refused(entries, "is a zip of 1001 entries");
  }

  @Test
  void aByteThatItsChecksumDoesNotKnowIsFound() throws IOException {
    byte[] content = text("{\"a\": 1}");
    Path file = dir.resolve("model.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      ZipEntry entry = new ZipEntry("configuration.json");
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(content.length);
      java.util.zip.CRC32 crc = new java.util.zip.CRC32();
      crc.update(content);
      entry.setCrc(crc.getValue());
      zip.putNextEntry(entry);
      zip.write(content);
    }
    byte[] bytes = Files.readAllBytes(file);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\"a\"");
    bytes[at + 1] = 'b';
    Files.write(file, bytes);

    assertThatThrownBy(() -> ModelReader.read(file, Optional.empty()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has a damaged configuration.json, not what its checksum says");
  }

  @Test
  void hdf5IsLookedAtBeforeAnythingIsMadeOfIt() throws IOException {
    byte[] torn = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n', 0, 0, 0};
    Path file = Files.write(dir.resolve("model.h5"), torn);

    assertThatThrownBy(() -> ModelReader.read(file, Optional.empty()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + " is damaged HDF5 (");
  }
}
