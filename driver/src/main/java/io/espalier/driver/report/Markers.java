package io.espalier.driver.report;

import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.spec.PruneSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How candidates are drawn: colour and shape tell the criterion (either alone would do), the
 * filling tells the scope.
 */
final class Markers {
  private static final String[] SHAPES = {
    "M-5.6,0a5.6,5.6 0 1,0 11.2,0a5.6,5.6 0 1,0 -11.2,0z",
    "M-5,-5h10v10h-10z",
    "M0,-6.6L6.2,4.8H-6.2z",
    "M0,-7L7,0L0,7L-7,0z",
    "M0,6.6L6.2,-4.8H-6.2z",
    "M-2.1,-6.2h4.2v4.1h4.1v4.2h-4.1v4.1h-4.2v-4.1h-4.1v-4.2h4.1z",
    "M0,-6.6L5.7,-3.3V3.3L0,6.6L-5.7,3.3V-3.3z"
  };
  private static final String[] FILLINGS = {"solid", "hollow", "tinted"};

  private final List<String> criteria;
  private final List<String> scopes;

  Markers(List<CandidateResult> candidates) {
    Set<String> seenCriteria = new LinkedHashSet<>();
    Set<String> seenScopes = new LinkedHashSet<>();
    for (CandidateResult c : candidates) {
      seenCriteria.add(c.spec().prune().criterion());
      if (!c.spec().dense()) {
        seenScopes.add(c.spec().prune().scope());
      }
    }
    criteria = new ArrayList<>(seenCriteria);
    scopes = new ArrayList<>(seenScopes);
  }

  /** CSS class that sets the criterion's colour. */
  String colour(PruneSpec prune) {
    return "c" + Math.max(0, criteria.indexOf(prune.criterion())) % SHAPES.length;
  }

  /** The mark, centred on the origin, in the colour of the element around it. */
  String mark(PruneSpec prune) {
    int i = Math.max(0, criteria.indexOf(prune.criterion()));
    // After a full turn of the colours the shapes are shifted: no pair of both comes twice.
    String shape = SHAPES[(i + i / SHAPES.length) % SHAPES.length];
    int filling = Math.max(0, scopes.indexOf(prune.scope())) % FILLINGS.length;
    return "<path class=\"mark " + FILLINGS[filling] + "\" d=\"" + shape + "\"/>";
  }

  /** One example candidate's mark and words a criterion, and a scope where there are several. */
  String legend(List<CandidateResult> candidates) {
    StringBuilder html = new StringBuilder("<ul class=\"legend\">");
    for (String criterion : criteria) {
      CandidateResult example =
          candidates.stream()
              .filter(c -> c.spec().prune().criterion().equals(criterion))
              .findFirst()
              .orElseThrow();
      PruneSpec prune = example.spec().prune();
      String name = example.spec().dense() ? "none (dense control)" : criterion;
      entry(html, colour(prune), "<g class=\"asSolid\">" + mark(prune) + "</g>", name);
    }
    for (int i = 0; scopes.size() > 1 && i < scopes.size(); i++) {
      String path =
          "<path class=\"mark " + FILLINGS[i % FILLINGS.length] + "\" d=\"" + SHAPES[0] + "\"/>";
      entry(html, "neutral", path, "scope " + scopes.get(i));
    }
    entry(html, "front", "<path class=\"frontLine\" d=\"M-9,0H9\"/>", "Pareto front");
    entry(html, "baseline", "<path class=\"baseLine\" d=\"M-9,0H9\"/>", "baseline");
    return html.append("</ul>").toString();
  }

  private static void entry(StringBuilder html, String colour, String mark, String name) {
    html.append("<li class=\"")
        .append(colour)
        .append("\"><svg width=\"20\" height=\"16\" viewBox=\"-10 -8 20 16\" aria-hidden=\"true\">")
        .append(mark)
        .append("</svg>")
        .append(Html.escape(name))
        .append("</li>");
  }
}
