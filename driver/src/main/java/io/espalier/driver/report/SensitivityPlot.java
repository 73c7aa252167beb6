package io.espalier.driver.report;

import static io.espalier.driver.report.Html.escape;
import static io.espalier.driver.report.Html.shortPercent;
import static io.espalier.driver.report.Html.xy;

import io.espalier.scope.Sensitivity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Sparsity of a layer pruned alone against accuracy on validation, a line a layer: a drawing that
 * stands alone, with its own colours. Sparsities are drawn by the logarithm of what is left.
 */
public final class SensitivityPlot {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 460;
  private static final double LEFT = 68;
  private static final double RIGHT = 200;
  private static final double TOP = 18;
  private static final double BOTTOM = 46;
  private static final List<String> COLOURS =
      List.of("#3366cc", "#b34700", "#2e7d32", "#8e24aa", "#00838f", "#9e7700", "#c2185b");
  private static final List<String> DASHES = List.of("none", "7 4", "2 3");

  private SensitivityPlot() {}

  /** The drawing. */
  public static String svg(Sensitivity scan) {
    List<Double> accuracies = new ArrayList<>(List.of(scan.baseline()));
    scan.accuracies().values().forEach(accuracies::addAll);
    TailScale x = TailScale.over(scan.sparsities(), LEFT, WIDTH - RIGHT);
    TailScale y = TailScale.over(accuracies, HEIGHT - BOTTOM, TOP);
    StringBuilder svg =
        new StringBuilder(
            Html.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                    + " font-family=\"sans-serif\" font-size=\"13\" role=\"img\""
                    + " aria-label=\"Accuracy of %d layers, each pruned alone\"><rect"
                    + " width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>",
                WIDTH, HEIGHT, scan.accuracies().size()));
    axes(svg, x, y);
    svg.append(
        Html.format(
            "<path d=\"M%.1f,%.1fH%.1f\" stroke=\"#555555\" stroke-dasharray=\"3 3\""
                + " fill=\"none\"><title>baseline</title></path>",
            LEFT, y.at(scan.baseline()), WIDTH - RIGHT));
    int layer = 0;
    for (Map.Entry<String, List<Double>> e : scan.accuracies().entrySet()) {
      line(svg, scan.sparsities(), e, layer++, x, y);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void axes(StringBuilder svg, TailScale x, TailScale y) {
    double floor = HEIGHT - BOTTOM;
    for (double tick : y.ticks(t -> 22)) {
      svg.append(
          Html.format(
              "<path d=\"M%.1f,%.1fH%.1f\" stroke=\"#dddddd\"/><text x=\"%.1f\" y=\"%.1f\""
                  + " text-anchor=\"end\">%s</text>",
              LEFT, y.at(tick), WIDTH - RIGHT, LEFT - 8, y.at(tick) + 4, shortPercent(tick)));
    }
    for (double tick : x.ticks(t -> 12 + 8.0 * shortPercent(t).length())) {
      svg.append(
          Html.format(
              "<path d=\"M%.1f,%.1fV%.1f\" stroke=\"#dddddd\"/><text x=\"%.1f\" y=\"%.1f\""
                  + " text-anchor=\"middle\">%s</text>",
              x.at(tick), TOP, floor, x.at(tick), floor + 19, shortPercent(tick)));
    }
    svg.append(
        Html.format(
            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"end\">sparsity of the layer →</text><text"
                + " transform=\"translate(14 %.1f) rotate(-90)\" text-anchor=\"end\">validation"
                + " accuracy →</text>",
            WIDTH - RIGHT, HEIGHT - 6, TOP));
  }

  private static void line(
      StringBuilder svg,
      List<Double> sparsities,
      Map.Entry<String, List<Double>> layer,
      int index,
      TailScale x,
      TailScale y) {
    String colour = COLOURS.get(index % COLOURS.size());
    String dash = DASHES.get(index / COLOURS.size() % DASHES.size());
    StringBuilder path = new StringBuilder();
    for (int s = 0; s < sparsities.size(); s++) {
      path.append(s == 0 ? "M" : "L").append(xy(x.at(sparsities.get(s)))).append(',');
      path.append(xy(y.at(layer.getValue().get(s))));
    }
    double key = TOP + 16 * (index + 1);
    svg.append(
        Html.format(
            "<g stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"%s\" fill=\"none\"><path"
                + " d=\"%s\"><title>%s</title></path>",
            colour, dash, path, escape(layer.getKey())));
    svg.append(
        Html.format(
            "<path d=\"M%.1f,%.1fh24\"/></g><text x=\"%.1f\" y=\"%.1f\">%s</text>",
            WIDTH - RIGHT + 12, key - 4, WIDTH - RIGHT + 42, key, escape(layer.getKey())));
  }
}
