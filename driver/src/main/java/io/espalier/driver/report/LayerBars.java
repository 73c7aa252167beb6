package io.espalier.driver.report;

import static io.espalier.driver.report.Html.count;
import static io.espalier.driver.report.Html.escape;
import static io.espalier.driver.report.Html.percent;

import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.CandidateResult.Layer;

/** What became of each layer of one candidate, with a bar each. */
final class LayerBars {
  private LayerBars() {}

  static String html(CandidateResult candidate) {
    boolean reasons = candidate.layers().stream().anyMatch(l -> !l.why().isEmpty());
    StringBuilder html =
        new StringBuilder(
            "<div class=\"scroll\"><table class=\"layers\"><thead><tr><th>Layer</th><th"
                + " class=\"n\">Weights</th><th class=\"n\">Left</th><th"
                + " class=\"wide\">Pruned</th><th class=\"n\">Sparsity</th><th"
                + " class=\"n\">Requested</th><th class=\"n\">Shards agree</th>"
                + (reasons ? "<th>Why it differs</th>" : "")
                + "</tr></thead><tbody>");
    for (Layer l : candidate.layers()) {
      html.append("<tr><th scope=\"row\">")
          .append(escape(l.name()))
          .append("</th>")
          .append(number(count(l.weights())))
          .append(number(count(Math.round(l.weights() * (1 - l.sparsity())))))
          .append("<td class=\"wide\">")
          .append(bar(l))
          .append("</td>")
          .append(number(percent(l.sparsity())))
          .append(number(percent(l.requestedSparsity())))
          .append(number(percent(l.agreement())))
          .append(reasons ? "<td class=\"why\">" + escape(l.why()) + "</td>" : "")
          .append("</tr>");
    }
    return html.append("</tbody></table></div>").toString();
  }

  private static String bar(Layer l) {
    String words = l.name() + ": " + percent(l.sparsity()) + " pruned";
    return Html.format(
        "<svg class=\"bar\" width=\"100%%\" height=\"18\" role=\"img\" aria-label=\"%s\"><title>%s,"
            + " requested %s</title><rect class=\"track\" width=\"100%%\" height=\"12\" y=\"3\""
            + " rx=\"2\"/><rect class=\"filled\" width=\"%.3f%%\" height=\"12\" y=\"3\" rx=\"2\"/>"
            + "<rect class=\"requested\" x=\"%.3f%%\" width=\"2\" height=\"18\"/></svg>",
        escape(words),
        escape(words),
        percent(l.requestedSparsity()),
        100 * finite(l.sparsity()),
        100 * Math.min(0.995, finite(l.requestedSparsity())));
  }

  private static double finite(double share) {
    return Double.isFinite(share) ? share : 0;
  }

  private static String number(String text) {
    return "<td class=\"n\">" + text + "</td>";
  }
}
