package io.espalier.driver.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.MadeUpRun;
import io.espalier.driver.run.RunFolder;
import io.espalier.driver.run.RunResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  @TempDir Path dir;

  @Test
  void isWrittenFromTheRunFolderAlone() throws Exception {
    RunFolder folder = RunFolder.create(dir.resolve("run").toString(), new Configuration());
    RunResult run = MadeUpRun.of(folder.path(), 1);
    run.candidates().forEach(folder::writeCandidate);
    folder.writeSummary(run);

    Report.write(RunFolder.open(folder.path(), new Configuration()));

    assertThat(Files.readString(dir.resolve("run/report.html"))).isEqualTo(Report.render(run));
  }

  @Test
  void namesEachCandidateOnceInTheTableAndDrawsEachThatHasAnAccuracy() {
    RunResult run = MadeUpRun.of("run", 1);
    String page = Report.render(run);
    String table = between(page, "<table id=\"candidates\">", "</table>");
    String plot = between(page, "<svg class=\"plot onWide\"", "</svg>");

    for (CandidateResult c : run.candidates()) {
      assertThat(table.split(">" + c.spec().id() + "<", -1)).as(c.spec().id()).hasSize(2);
      assertThat(plot.split("<title>" + c.spec().id(), -1))
          .as(c.spec().id())
          .hasSize(Double.isNaN(c.accuracy()) ? 1 : 2);
    }
    assertThat(table.split("<tr class=\"best\">", -1)).hasSize(2);
  }

  @Test
  void escapesWhatItShows() {
    String page = Report.render(MadeUpRun.of("run", 1));

    assertThat(page)
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .contains("&quot;batch&quot; 41")
        .doesNotContain("<script>alert");
    assertThat(page.split("<script", -1)).hasSize(2);
  }

  @Test
  void reachesForNothingOutsideItself() {
    String page = Report.render(MadeUpRun.of("run", 1));

    assertThat(page).doesNotContain("http:", "https:", "src=", "url(", "@import", "//cdn");
    assertThat(page).contains("default-src 'none'");
  }

  @Test
  void saysInWordsWhatWasAskedAndFound() {
    RunResult run = MadeUpRun.of("run", 1);
    String head = between(Report.render(run), "<header>", "</header>");

    assertThat(head)
        .contains("<strong>95.00% of the prunable weights are gone</strong>")
        .contains("✓ objective met", run.objective().text().replace("'", "&#39;"))
        .contains("26 candidates: 25 done, 1 failed.")
        .contains("2 min 31 s in all")
        // 0.9971 − 0.9822 = 1.49 points before, 0.9934 − 0.9811 = 1.23 after
        .contains("baseline +1.49 points", "narrowed it by 0.26 points");
  }

  @Test
  void showsMeansWhereThereAreSeveralSeedsOnly() {
    assertThat(Report.render(MadeUpRun.of("run", 1))).doesNotContain("Means over seeds");
    RunResult run = MadeUpRun.of("run", 1, 2, 3);
    String means = between(Report.render(run), "<h2>Means over seeds</h2>", "</section>");
    // magnitude-l1, global, 80%: a candidate of each seed, 24 places apart in the grid
    double mean =
        (run.candidates().get(0).accuracy()
                + run.candidates().get(24).accuracy()
                + run.candidates().get(48).accuracy())
            / 3;

    assertThat(means)
        .contains(
            "<td>magnitude-l1</td><td>global</td><td>iterative</td><td class=\"n\">80%</td><td"
                + " class=\"n\">3</td><td class=\"n\">"
                + String.format(java.util.Locale.ROOT, "%.2f%%", 100 * mean));
  }

  @Test
  void showsARunInWhichNothingWasDone() {
    RunResult made = MadeUpRun.of("run", 1);
    CandidateResult failed = made.candidates().get(15);
    String page =
        Report.render(
            new RunResult(
                "all <failed>",
                "run",
                made.baseline(),
                Optional.empty(),
                new RunResult.Objective(false, "knee", "the knee of the front"),
                List.of(),
                List.of(failed),
                made.seconds(),
                made.provenance()));

    assertThat(page)
        .contains("<h1>all &lt;failed&gt;</h1>", "No candidate came to its end", "✗ objective not")
        .contains("1 candidate: 0 done, 1 failed.")
        .doesNotContain("NaN%", "Infinity", "<svg class=\"plot");
  }

  private static String between(String text, String from, String to) {
    assertThat(text).contains(from);
    int start = text.indexOf(from);
    return text.substring(start, text.indexOf(to, start));
  }
}
