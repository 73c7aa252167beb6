package io.espalier.driver.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LicencesIT {
  private static final Path TARGET = Path.of("target");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Writes the report as well: what was looked at is there to be read when it fails. */
  @Test
  void everyLibraryHasALicenceOfTheList() throws IOException {
    JsonNode bom = JSON.readTree(TARGET.resolve("bom.json").toFile());
    Files.write(TARGET.resolve("third-party.txt"), Licences.report(bom));

    assertThat(bom.path("components")).hasSizeGreaterThan(100);
    assertThat(Licences.refused(bom)).isEmpty();
  }

  private static JsonNode bom(String licences) throws IOException {
    return JSON.readTree(
        "{\"components\": [{\"group\": \"a\", \"name\": \"b\", \"licenses\": " + licences + "}]}");
  }

  @Test
  void gplAloneOrNoneAtAllIsRefusedAndAChoiceIsNot() throws IOException {
    String gpl = "{\"license\": {\"id\": \"GPL-2.0-only\"}}";
    String apache = "{\"license\": {\"name\": \"The Apache Software License, Version 2.0\"}}";

    assertThat(Licences.refused(bom("[" + gpl + "]"))).containsExactly("a:b: [GPL-2.0-only]");
    assertThat(Licences.refused(bom("[]"))).containsExactly("a:b: []");
    assertThat(Licences.refused(bom("[" + gpl + "," + apache + "]"))).isEmpty();
    assertThat(Licences.refused(bom("[{\"expression\": \"GPL-2.0-only OR MIT\"}]"))).isEmpty();
    assertThat(Licences.refused(bom("[{\"expression\": \"GPL-2.0-only AND MIT\"}]"))).hasSize(1);
  }
}
