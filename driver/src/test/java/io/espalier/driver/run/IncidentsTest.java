package io.espalier.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.report.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncidentsTest {
  @TempDir Path dir;

  private RunFolder begun() {
    RunFolder folder =
        RunFolder.at(
            dir.resolve("run").toString(),
            new Configuration(),
            io.espalier.driver.fault.Faults.none());
    folder.begin();
    return folder;
  }

  @Test
  void whatEarlierDriversToldComesFirst() {
    RunFolder first = begun();
    first.incidents().add("executor 1 is lost\nand a line that nobody wants");
    first.incidents().save();
    RunFolder second = begun();
    second.incidents().add("resumed");
    second.incidents().save();
    assertThat(RunFolder.open(second.path(), new Configuration()).incidents().all())
        .extracting(Incidents.Incident::what)
        .containsExactly("executor 1 is lost", "resumed");
  }

  @Test
  void nothingIsWrittenWhereNothingHappenedOrNothingNew() throws Exception {
    RunFolder folder = begun();
    folder.incidents().save();
    Path file = dir.resolve("run/incidents.json");
    assertThat(file).doesNotExist();
    folder.incidents().add("one");
    folder.incidents().save();
    Files.delete(file);
    folder.incidents().save();
    assertThat(file).doesNotExist();
  }

  @Test
  void beyondWhatAPersonReadsTheyAreCounted() {
    RunFolder folder = begun();
    IntStream.range(0, 203).forEach(i -> folder.incidents().add("number " + i));
    folder.incidents().save();
    assertThat(begun().incidents().all())
        .hasSize(201)
        .extracting(Incidents.Incident::what)
        .startsWith("number 0", "number 1")
        .endsWith("number 199", "and 3 more");
  }

  /** It is no result: damage to it is one more thing that went wrong. */
  @Test
  void aDamagedFileStopsNobody() throws Exception {
    begun();
    Files.writeString(dir.resolve("run/incidents.json"), "{\"schema\": \"espalier/inc");
    assertThat(begun().incidents().all())
        .hasSize(1)
        .first()
        .extracting(Incidents.Incident::what)
        .asString()
        .startsWith("incidents.json:1 is damaged");
  }

  @Test
  void theReportHasThemAndAnUndisturbedRunsHasNoSuchSection() {
    RunFolder folder = begun();
    RunResult run = MadeUpRun.of(folder.path(), 1);
    folder.incidents().add("<executor> 1 is lost");
    assertThat(Report.render(run, folder.incidents().all()))
        .contains("What went wrong, and was got over", "&lt;executor&gt; 1 is lost");
    assertThat(Report.render(run)).doesNotContain("What went wrong");
  }
}
