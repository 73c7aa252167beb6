package io.espalier.driver.report;

import static io.espalier.driver.report.Html.escape;
import static io.espalier.driver.report.Html.factor;
import static io.espalier.driver.report.Html.percent;

import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.driver.run.RunResult;
import io.espalier.driver.spec.CandidateSpec;
import io.espalier.driver.spec.PruneSpec;
import io.espalier.driver.spec.Variation;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All candidates, a row each, in the grid's order; a script sorts them by any column. */
final class CandidateRows {
  /** A setting that has a column of its own where candidates differ in it. */
  private record Setting(String name, Function<CandidateSpec, String> of) {
    Set<String> values(RunResult result) {
      return result.candidates().stream()
          .map(c -> of.apply(c.spec()))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static final List<Setting> SETTINGS =
      List.of(
          new Setting("Granularity", s -> s.prune().granularity()),
          new Setting("Scope", s -> s.prune().scope()),
          new Setting(
              "Schedule",
              s -> s.prune().schedule() + (s.prune().steps() > 1 ? " ×" + s.prune().steps() : "")),
          new Setting("Seed", s -> Long.toString(s.seed())));

  private static final List<String> NUMBERS =
      List.of(
          "Target",
          "Sparsity",
          "Compression",
          "Speed-up",
          "Parameters",
          "FLOPs",
          "Bytes",
          "Pruned acc.",
          "Accuracy",
          "Pareto",
          "Time");

  private CandidateRows() {}

  static String html(RunResult result, Markers markers) {
    Variation others =
        new Variation(result.candidates().stream().map(CandidateResult::spec).toList());
    List<Setting> varied =
        Stream.concat(SETTINGS.stream(), Stream.of(new Setting("Settings", others::of)))
            .filter(x -> x.values(result).size() > 1)
            .toList();
    StringBuilder html = new StringBuilder("<p class=\"note\">");
    SETTINGS.stream()
        .filter(x -> x.values(result).size() == 1)
        .forEach(
            x ->
                html.append(x.name())
                    .append(' ')
                    .append(escape(x.values(result).iterator().next()))
                    .append(" in all. "));
    html.append(
            "<em>Pruned acc.</em> is validation accuracy before fine-tuning. Before pruning there"
                + " are ")
        .append(Html.count(result.baseline().parameters()))
        .append(" parameters and ")
        .append(Html.count(result.baseline().flops()))
        .append(" multiply-adds an example")
        .append(
            result.candidates().stream()
                .findFirst()
                .map(c -> " in " + Html.count(c.bytesDense()) + " bytes")
                .orElse(""))
        .append(".</p>")
        .append("<div class=\"scroll\"><table id=\"candidates\"><thead><tr>");
    List.of("Candidate", "Status", "Criterion").forEach(w -> head(html, w, ""));
    varied.forEach(x -> head(html, x.name(), ""));
    NUMBERS.forEach(n -> head(html, n, " class=\"n\""));
    html.append("</tr></thead><tbody>");
    for (CandidateResult c : result.candidates()) {
      boolean best = result.best().filter(b -> b.id().equals(c.spec().id())).isPresent();
      html.append(best ? "<tr class=\"best\">" : "<tr>");
      row(html, c, markers, varied, best);
      html.append("</tr>");
    }
    return html.append("</tbody></table></div>").toString();
  }

  private static void head(StringBuilder html, String name, String attributes) {
    html.append("<th scope=\"col\"").append(attributes).append('>').append(name).append("</th>");
  }

  private static void row(
      StringBuilder html, CandidateResult c, Markers markers, List<Setting> varied, boolean best) {
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
    varied.forEach(x -> word(html, x.of().apply(c.spec())));
    number(html, Html.shortPercent(c.targetSparsity()), c.targetSparsity());
    number(html, percent(c.sparsity()), c.sparsity());
    number(html, factor(c.compressionRatio()), c.compressionRatio());
    number(html, factor(c.theoreticalSpeedup()), c.theoreticalSpeedup());
    number(html, Html.count(c.parametersLeft()), c.parametersLeft());
    number(html, Html.count(c.flopsLeft()), c.flopsLeft());
    number(html, Html.count(c.bytesCompressed()), c.bytesCompressed());
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
