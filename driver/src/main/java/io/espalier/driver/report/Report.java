package io.espalier.driver.report;

import static io.espalier.driver.report.Html.escape;
import static io.espalier.driver.report.Html.percent;
import static io.espalier.driver.report.Html.shortPercent;

import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.Incidents;
import io.espalier.driver.run.RunFolder;
import io.espalier.driver.run.RunResult;
import io.espalier.driver.spec.PruneSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The run's report for a person: one HTML file that reaches for nothing outside itself and reads
 * well without JavaScript, which only lets the table be sorted.
 */
public final class Report {
  private Report() {}

  /**
   * Writes {@code report.html} into a run folder, from what is in it.
   *
   * @throws io.espalier.input.InputException if the run did not come to its end, or a file is
   *     damaged
   */
  public static void write(RunFolder folder) {
    folder.writeReport(render(folder.result(), folder.incidents().all()));
  }

  /** The page of a run in which nothing went wrong. */
  public static String render(RunResult result) {
    return render(result, List.of());
  }

  /** The page. */
  public static String render(RunResult result, List<Incidents.Incident> incidents) {
    Markers markers = new Markers(result.candidates());
    return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
        + " 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
        + "<meta name=\"color-scheme\" content=\"light dark\"><link rel=\"icon\" href=\"data:,\">"
        + "<title>"
        + escape(result.name())
        + " – Espalier</title><style>"
        + resource("report.css")
        + "</style></head><body><main>"
        + Verdict.html(result)
        + plot(result, markers)
        + layers(result)
        + section("Candidates", CandidateRows.html(result, markers))
        + means(result)
        + unfinished(result)
        + stoppedEarly(result)
        + incidents(incidents)
        + section("Provenance", provenance(result))
        + "</main><script>"
        + resource("report.js")
        + "</script></body></html>\n";
  }

  private static String plot(RunResult result, Markers markers) {
    if (result.candidates().stream().noneMatch(c -> Double.isFinite(c.accuracy()))) {
      return "";
    }
    return section(
        "Sparsity against accuracy",
        "<figure>"
            + markers.legend(result.candidates())
            + ParetoPlot.svg(result, markers, "onWide", 1000, 460)
            + ParetoPlot.svg(result, markers, "onNarrow", 390, 400)
            + "<figcaption>Each mark is a candidate; thin lines join those that differ in sparsity"
            + " alone (means, where there are several seeds). Both axes are logarithmic in what is"
            + " left: weights to the right, errors upwards. Point at a mark for its"
            + " figures.</figcaption></figure>");
  }

  private static String layers(RunResult result) {
    return result
        .best()
        .flatMap(
            b -> result.candidates().stream().filter(c -> c.spec().id().equals(b.id())).findFirst())
        .filter(c -> !c.layers().isEmpty())
        .map(
            c ->
                section(
                    "Layers of the best candidate",
                    LayerBars.html(c)
                        + "<p class=\"note\">The upright line marks what the scope requested."
                        + " <em>Shards agree</em> is the mean pairwise Jaccard index of the masks"
                        + " that single shards would have chosen.</p>"))
        .orElse("");
  }

  private static String means(RunResult result) {
    List<Series> several =
        Series.of(result.candidates()).stream().filter(Series::severalSeeds).toList();
    if (several.isEmpty()) {
      return "";
    }
    StringBuilder html =
        new StringBuilder(
            "<div class=\"scroll\"><table><thead><tr><th>Criterion</th><th>Scope</th><th>Schedule"
                + "</th><th class=\"n\">Target</th><th class=\"n\">Seeds</th><th class=\"n\">Mean"
                + " accuracy</th><th class=\"n\">Lowest</th><th"
                + " class=\"n\">Highest</th></tr></thead><tbody>");
    for (Series series : several) {
      PruneSpec p = series.example().prune();
      for (Series.Mean m : series.means()) {
        html.append("<tr>");
        List.of(p.criterion(), p.scope(), p.schedule())
            .forEach(w -> html.append("<td>").append(escape(w)).append("</td>"));
        List.of(
                shortPercent(m.target()),
                Integer.toString(m.seeds()),
                percent(m.accuracy()),
                percent(m.low()),
                percent(m.high()))
            .forEach(n -> html.append("<td class=\"n\">").append(n).append("</td>"));
        html.append("</tr>");
      }
    }
    return section("Means over seeds", html.append("</tbody></table></div>").toString());
  }

  private static String unfinished(RunResult result) {
    StringBuilder html = new StringBuilder();
    for (CandidateResult c : result.candidates()) {
      if (c.status() == CandidateResult.Status.DONE) {
        continue;
      }
      html.append("<li><code>")
          .append(escape(c.spec().id()))
          .append("</code> <span class=\"badge bad\">")
          .append(c.status())
          .append("</span> <span class=\"tag\">")
          .append(escape(c.spec().prune().criterion()))
          .append(", ")
          .append(shortPercent(c.targetSparsity()))
          .append("</span><p>")
          .append(escape(c.reason().isEmpty() ? "no reason was recorded" : c.reason()))
          .append("</p>");
      if (!c.stack().isEmpty()) {
        html.append("<details><summary>Stack trace</summary><pre>")
            .append(escape(c.stack()))
            .append("</pre></details>");
      }
      html.append("</li>");
    }
    return html.isEmpty()
        ? ""
        : section("Candidates that did not finish", "<ul class=\"failures\">" + html + "</ul>");
  }

  private static String stoppedEarly(RunResult result) {
    StringBuilder html = new StringBuilder();
    for (CandidateResult c : result.candidates()) {
      if (c.status() == CandidateResult.Status.DONE && !c.reason().isEmpty()) {
        html.append("<li><code>")
            .append(escape(c.spec().id()))
            .append("</code> ")
            .append(escape(c.reason()))
            .append("</li>");
      }
    }
    return html.isEmpty() ? "" : section("Candidates that stopped early", "<ul>" + html + "</ul>");
  }

  private static String incidents(List<Incidents.Incident> incidents) {
    StringBuilder html = new StringBuilder();
    for (Incidents.Incident i : incidents) {
      html.append("<tr><th scope=\"row\">")
          .append(escape(i.time()))
          .append("</th><td>")
          .append(escape(i.what()))
          .append("</td></tr>");
    }
    return html.isEmpty()
        ? ""
        : section(
            "What went wrong, and was got over",
            "<div class=\"scroll\"><table class=\"facts\"><tbody>"
                + html
                + "</tbody></table></div>");
  }

  private static String provenance(RunResult result) {
    StringBuilder html = new StringBuilder("<div class=\"scroll\"><table class=\"facts\"><tbody>");
    result
        .provenance()
        .forEach(
            (key, value) ->
                html.append("<tr><th scope=\"row\">")
                    .append(escape(key))
                    .append("</th><td>")
                    .append(escape(value))
                    .append("</td></tr>"));
    fact(html, "baseline parameters", Html.count(result.baseline().parameters()));
    fact(html, "baseline FLOPs an example", Html.count(result.baseline().flops()));
    fact(html, "baseline validation accuracy", percent(result.baseline().validationAccuracy()));
    fact(html, "baseline test accuracy", percent(result.baseline().testAccuracy()));
    return html.append("</tbody></table></div>").toString();
  }

  private static void fact(StringBuilder html, String name, String value) {
    html.append("<tr><th scope=\"row\">")
        .append(name)
        .append("</th><td>")
        .append(value)
        .append("</td></tr>");
  }

  private static String section(String title, String body) {
    return "<section><h2>" + escape(title) + "</h2>" + body + "</section>";
  }

  private static String resource(String name) {
    try (InputStream in = Report.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
