package io.espalier.driver.report;

import static io.espalier.driver.report.Html.escape;
import static io.espalier.driver.report.Html.percent;
import static io.espalier.driver.report.Html.shortPercent;
import static io.espalier.driver.report.Html.xy;

import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sparsity against validation accuracy, both drawn by the logarithm of what is left (weights,
 * errors), because that is where candidates differ. Sparsity 0 stands apart at the left when all
 * others are far from it.
 */
final class ParetoPlot {
  private static final double TOP = 18;
  private static final double BOTTOM = 46;
  private static final double LEFT = 68;
  private static final double RIGHT = 18;

  /** Room for sparsity 0 left of a broken axis. */
  private static final double ZERO_BAND = 34;

  private final RunResult result;
  private final Markers markers;
  private final List<CandidateResult> shown;
  private final double width;
  private final double height;
  private final boolean broken;
  private final TailScale x;
  private final TailScale y;
  private final StringBuilder svg = new StringBuilder();

  private ParetoPlot(RunResult result, Markers markers, double width, double height) {
    this.result = result;
    this.markers = markers;
    this.width = width;
    this.height = height;
    shown =
        result.candidates().stream()
            .filter(c -> Double.isFinite(c.accuracy()) && Double.isFinite(c.sparsity()))
            .toList();
    List<Double> sparsities = new ArrayList<>(shown.stream().map(c -> c.sparsity()).toList());
    List<Double> pruned = sparsities.stream().filter(s -> s > 0).toList();
    broken =
        pruned.size() < sparsities.size()
            && pruned.stream().mapToDouble(s -> s).min().orElse(0) >= 0.4;
    x =
        TailScale.over(
            broken ? pruned : sparsities, LEFT + (broken ? ZERO_BAND : 0), width - RIGHT);
    List<Double> accuracies = new ArrayList<>(shown.stream().map(c -> c.accuracy()).toList());
    accuracies.add(result.baseline().validationAccuracy());
    y = TailScale.over(accuracies.stream().filter(Double::isFinite).toList(), height - BOTTOM, TOP);
  }

  /** The drawing, as large as given, in units that are pixels at that size. */
  static String svg(RunResult result, Markers markers, String cssClass, int width, int height) {
    return new ParetoPlot(result, markers, width, height).draw(cssClass);
  }

  private String draw(String cssClass) {
    svg.append(
        Html.format(
            "<svg class=\"plot %s\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"Sparsity"
                + " against validation accuracy of %d candidates; the table below has the"
                + " numbers\">",
            cssClass, width, height, shown.size()));
    axes();
    baseline();
    for (Series series : Series.of(shown)) {
      line(
          "seriesLine " + markers.colour(series.example().prune()),
          series.means().stream().map(m -> new double[] {m.sparsity(), m.accuracy()}).toList());
    }
    line("frontLine", front());
    shown.forEach(this::point);
    best();
    return svg.append("</svg>").toString();
  }

  private void axes() {
    double floor = height - BOTTOM;
    for (double tick : y.ticks(t -> 22)) {
      svg.append(
          Html.format(
              "<path class=\"grid\" d=\"M%.1f,%.1fH%.1f\"/><text class=\"tick\" x=\"%.1f\""
                  + " y=\"%.1f\" text-anchor=\"end\">%s</text>",
              LEFT, y.at(tick), width - RIGHT, LEFT - 8, y.at(tick) + 4, shortPercent(tick)));
    }
    for (double tick : x.ticks(t -> 12 + 8.0 * shortPercent(t).length())) {
      tickBelow(x.at(tick), tick);
    }
    if (broken) {
      tickBelow(at(0), 0);
      svg.append(
          Html.format(
              "<path class=\"axis\" d=\"M%.1f,%.1fl5,-10m4,10l5,-10\"/>",
              LEFT + ZERO_BAND - 4, floor + 5));
    }
    svg.append(
        Html.format(
            "<path class=\"axis\" d=\"M%.1f,%.1fH%.1f\"/><text class=\"axisName\" x=\"%.1f\""
                + " y=\"%.1f\" text-anchor=\"end\">sparsity →</text><text class=\"axisName\""
                + " transform=\"translate(12 %.1f) rotate(-90)\" text-anchor=\"end\">validation"
                + " accuracy →</text>",
            LEFT, floor, width - RIGHT, width - RIGHT, height - 6, TOP));
  }

  private void tickBelow(double at, double share) {
    double floor = height - BOTTOM;
    svg.append(
        Html.format(
            "<path class=\"grid\" d=\"M%.1f,%.1fV%.1f\"/><text class=\"tick\" x=\"%.1f\""
                + " y=\"%.1f\" text-anchor=\"middle\">%s</text>",
            at, TOP, floor, at, floor + 19, shortPercent(share)));
  }

  private void baseline() {
    double accuracy = result.baseline().validationAccuracy();
    if (Double.isFinite(accuracy)) {
      svg.append(
          Html.format(
              "<path class=\"baseLine\" d=\"M%.1f,%.1fH%.1f\"><title>baseline, dense: %s on"
                  + " validation</title></path>",
              LEFT, y.at(accuracy), width - RIGHT, percent(accuracy)));
    }
  }

  private void line(String cssClass, List<double[]> points) {
    StringBuilder path = new StringBuilder();
    for (double[] p : points) {
      path.append(path.isEmpty() ? "M" : "L")
          .append(xy(at(p[0])))
          .append(',')
          .append(xy(y.at(p[1])));
    }
    if (points.size() > 1) {
      svg.append("<path class=\"").append(cssClass).append("\" d=\"").append(path).append("\"/>");
    }
  }

  private void point(CandidateResult c) {
    boolean best = result.best().filter(b -> b.id().equals(c.spec().id())).isPresent();
    svg.append(
        Html.format(
            "<g class=\"%s\" transform=\"translate(%.1f %.1f)\"><title>%s</title>",
            markers.colour(c.spec().prune()), at(c.sparsity()), y.at(c.accuracy()), words(c)));
    if (best) {
      svg.append("<circle class=\"halo\" r=\"12\"/>");
    }
    svg.append(markers.mark(c.spec().prune())).append("</g>");
  }

  private static String words(CandidateResult c) {
    return escape(
        String.join(
            "\n",
            c.spec().id() + (c.pareto() ? " (on the Pareto front)" : ""),
            c.spec().dense()
                ? "dense control"
                : c.spec().prune().criterion()
                    + ", "
                    + c.spec().prune().scope()
                    + ", "
                    + c.spec().prune().schedule()
                    + ", seed "
                    + c.spec().seed(),
            "sparsity " + percent(c.sparsity()) + ", " + Html.factor(c.compressionRatio()),
            "validation accuracy "
                + percent(c.accuracy())
                + " (before fine-tuning "
                + percent(c.accuracyPruned())
                + ")"));
  }

  /** Labels the selected candidate and the baseline where they cover least. */
  private void best() {
    List<double[]> taken = new ArrayList<>();
    shown.forEach(c -> taken.add(box(at(c.sparsity()) - 7, y.at(c.accuracy()) - 7, 14, 14)));
    double line = y.at(result.baseline().validationAccuracy());
    taken.add(box(LEFT, line - 2, width - RIGHT - LEFT, 4));
    coverFront(taken);
    String dense = "baseline " + percent(result.baseline().validationAccuracy());
    double room = 6.6 * dense.length();
    label("baseLabel", dense, taken, width - RIGHT - room, line - 18, LEFT + 4, room);
    Optional<CandidateResult> best = result.best().flatMap(b -> candidate(b.id()));
    best.ifPresent(
        b -> {
          String words = "best: " + percent(b.sparsity()) + ", " + percent(b.accuracy());
          double wide = 7.2 * words.length();
          double px = at(b.sparsity());
          double py = y.at(b.accuracy()) - 30;
          label(
              "bestLabel",
              words,
              taken,
              Math.min(px + 16, width - RIGHT - wide),
              py,
              px - wide - 16,
              wide);
        });
  }

  private void label(
      String css,
      String words,
      List<double[]> taken,
      double right,
      double top,
      double left,
      double w) {
    double[] chosen = null;
    double least = Double.POSITIVE_INFINITY;
    List<double[]> places = new ArrayList<>();
    for (double down : new double[] {0, -18, -36, 22, 44, 66}) {
      places.add(box(right, top + down, w, 16));
      places.add(box(left, top + down, w, 16));
    }
    for (double[] place : places) {
      boolean inside =
          place[0] >= LEFT
              && place[0] + w <= width
              && place[1] >= 0
              && place[1] + 16 <= height - BOTTOM;
      double cost =
          taken.stream().mapToDouble(t -> overlap(t, place)).sum() + (inside ? 0 : 10_000);
      if (cost < least) {
        least = cost;
        chosen = place;
      }
    }
    taken.add(chosen);
    svg.append(
        Html.format(
            "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>",
            css, chosen[0], chosen[1] + 12, escape(words)));
  }

  private List<double[]> front() {
    return result.pareto().stream()
        .flatMap(id -> candidate(id).stream())
        .map(c -> new double[] {c.sparsity(), c.accuracy()})
        .toList();
  }

  /** Small boxes along the front, for labels to stay clear of. */
  private void coverFront(List<double[]> taken) {
    List<double[]> front = front();
    for (int i = 1; i < front.size(); i++) {
      double x0 = at(front.get(i - 1)[0]);
      double y0 = y.at(front.get(i - 1)[1]);
      double dx = at(front.get(i)[0]) - x0;
      double dy = y.at(front.get(i)[1]) - y0;
      int boxes = 1 + (int) (Math.abs(dx) / 6);
      for (int k = 0; k <= boxes; k++) {
        taken.add(box(x0 + dx * k / boxes - 2, y0 + dy * k / boxes - 2, 4, 4));
      }
    }
  }

  private static double[] box(double left, double top, double width, double height) {
    return new double[] {left, top, width, height};
  }

  private static double overlap(double[] a, double[] b) {
    double w = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
    double h = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
    return w > 0 && h > 0 ? w * h : 0;
  }

  private double at(double sparsity) {
    return broken && sparsity <= 0 ? LEFT + ZERO_BAND / 2 - 6 : x.at(sparsity);
  }

  private Optional<CandidateResult> candidate(String id) {
    return shown.stream().filter(c -> c.spec().id().equals(id)).findFirst();
  }
}
