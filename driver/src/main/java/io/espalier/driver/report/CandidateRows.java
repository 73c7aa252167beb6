package io.espalier.driver.report;

import static io.espalier.driver.report.Html.escape;
import static io.espalier.driver.report.Html.factor;
import static io.espalier.driver.report.Html.percent;

import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.driver.run.RunResult;
import io.espalier.driver.spec.PruneSpec;
import java.util.List;
import java.util.Locale;

/** All candidates, a row each, in the grid's order; a script sorts them by any column. */
final class CandidateRows {
  private static final List<String> WORDS =
      List.of("Candidate", "Status", "Criterion", "Granularity", "Scope", "Schedule");
  private static final List<String> NUMBERS =
      List.of(
          "Seed",
          "Target",
          "Sparsity",
          "Compression",
          "Speed-up",
          "Pruned acc.",
          "Accuracy",
          "Pareto",
          "Time");

  private CandidateRows() {}

  static String html(RunResult result, Markers markers) {
    StringBuilder html =
        new StringBuilder("<div class=\"scroll\"><table id=\"candidates\"><thead><tr>");
    WORDS.forEach(w -> html.append("<th scope=\"col\">").append(w).append("</th>"));
    NUMBERS.forEach(n -> html.append("<th scope=\"col\" class=\"n\">").append(n).append("</th>"));
    html.append("</tr></thead><tbody>");
    for (CandidateResult c : result.candidates()) {
      boolean best = result.best().filter(b -> b.id().equals(c.spec().id())).isPresent();
      html.append(best ? "<tr class=\"best\">" : "<tr>");
      row(html, c, markers, best);
      html.append("</tr>");
    }
    return html.append("</tbody></table></div>").toString();
  }

  private static void row(StringBuilder html, CandidateResult c, Markers markers, boolean best) {
    PruneSpec p = c.spec().prune();
    String status = c.status().name().toLowerCase(Locale.ROOT);
    html.append("<th scope=\"row\"><code>")
        .append(escape(c.spec().id()))
        .append("</code>")
        .append(best ? " <span class=\"badge\">best</span>" : "")
        .append("</th><td class=\"")
        .append(c.status() == Status.DONE ? "" : "bad")
        .append("\">")
        .append(status)
        .append("</td><td><svg class=\"")
        .append(markers.colour(p))
        .append("\" width=\"18\" height=\"14\" viewBox=\"-10 -8 20 16\" aria-hidden=\"true\">")
        .append(markers.mark(p))
        .append("</svg>")
        .append(escape(p.criterion()))
        .append(c.spec().control().isEmpty() ? "" : " <span class=\"tag\">control</span>")
        .append("</td>");
    word(html, p.granularity());
    word(html, p.scope());
    word(html, p.schedule() + (p.steps() > 1 ? " ×" + p.steps() : ""));
    number(html, Long.toString(c.spec().seed()), c.spec().seed());
    number(html, Html.shortPercent(c.targetSparsity()), c.targetSparsity());
    number(html, percent(c.sparsity()), c.sparsity());
    number(html, factor(c.compressionRatio()), c.compressionRatio());
    number(html, factor(c.theoreticalSpeedup()), c.theoreticalSpeedup());
    number(html, percent(c.accuracyPruned()), c.accuracyPruned());
    number(html, percent(c.accuracy()), c.accuracy());
    number(html, c.pareto() ? "★" : "", c.pareto() ? 1 : 0);
    number(html, Html.seconds(c.seconds()), c.seconds());
  }

  private static void word(StringBuilder html, String text) {
    html.append("<td>").append(escape(text)).append("</td>");
  }

  private static void number(StringBuilder html, String text, Number sortedBy) {
    html.append("<td class=\"n\" data-v=\"")
        .append(Double.isFinite(sortedBy.doubleValue()) ? sortedBy : "")
        .append("\">")
        .append(text)
        .append("</td>");
  }
}
