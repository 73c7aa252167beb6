package io.espalier.driver.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.RunResult;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** A result for a person: the table that shows why the best is the best. */
final class ResultText {
  private ResultText() {}

  static String of(RunResult result) {
    List<CandidateResult> rows =
        result.candidates().stream()
            .sorted(
                Comparator.comparingDouble(CandidateResult::sparsity)
                    .thenComparing(c -> c.spec().prune().criterion())
                    .thenComparing(c -> c.spec().prune().scope())
                    .thenComparing(c -> c.spec().id()))
            .toList();
    StringBuilder text = new StringBuilder();
    text.append(AsciiTable.getTable(rows, columns(result))).append(System.lineSeparator());
    text.append(
        String.format(
            "baseline: accuracy %.4f on validation, %.4f on test (training minus test %.4f)%n",
            result.baseline().validationAccuracy(),
            result.baseline().testAccuracy(),
            result.baseline().generalisationGap()));
    result.candidates().stream()
        .findFirst()
        .ifPresent(
            c ->
                text.append(
                    String.format(
                        "before pruning: %,d parameters, %,d multiply-adds an example, %,d bytes%n",
                        result.baseline().parameters(),
                        result.baseline().flops(),
                        c.bytesDense())));
    result
        .best()
        .ifPresentOrElse(
            b ->
                text.append(
                    String.format(
                        "%s: %s, sparsity %.2f%%, compression %.1f×, speed-up %.1f×, accuracy %.4f"
                            + " on validation, %.4f on test (training minus test %.4f)%n",
                        result.objective().met() ? "best" : "nearest (objective not met)",
                        b.id(),
                        100 * b.sparsity(),
                        b.compressionRatio(),
                        b.theoreticalSpeedup(),
                        b.validationAccuracy(),
                        b.testAccuracy(),
                        b.generalisationGap())),
            () -> text.append(String.format("no candidate came to an accuracy%n")));
    text.append(String.format("objective: %s%n", result.objective().text()));
    text.append(
        String.format(
            "%.1f s, of them %.1f s baseline, %.1f s sweep; report: %s/report.html",
            result.seconds().total(),
            result.seconds().baseline(),
            result.seconds().sweep(),
            result.folder()));
    return text.toString();
  }

  private static List<com.github.freva.asciitable.ColumnData<CandidateResult>> columns(
      RunResult result) {
    String best = result.best().map(RunResult.Best::id).orElse("");
    return List.of(
        column(
            "",
            c -> c.spec().id().equals(best) ? ">" : c.pareto() ? "*" : "",
            HorizontalAlign.LEFT),
        column("candidate", c -> c.spec().id(), HorizontalAlign.LEFT),
        column(
            "criterion",
            c -> c.spec().prune().criterion() + (c.spec().control().isEmpty() ? "" : " (control)"),
            HorizontalAlign.LEFT),
        column(
            "scope", c -> c.spec().dense() ? "" : c.spec().prune().scope(), HorizontalAlign.LEFT),
        column(
            "schedule",
            c -> c.spec().dense() ? "" : c.spec().prune().schedule(),
            HorizontalAlign.LEFT),
        column("seed", c -> Long.toString(c.spec().seed()), HorizontalAlign.RIGHT),
        column("sparsity", c -> String.format("%.2f%%", 100 * c.sparsity()), HorizontalAlign.RIGHT),
        column("×", c -> String.format("%.1f", c.compressionRatio()), HorizontalAlign.RIGHT),
        column("parameters", c -> String.format("%,d", c.parametersLeft()), HorizontalAlign.RIGHT),
        column("FLOPs", c -> String.format("%,d", c.flopsLeft()), HorizontalAlign.RIGHT),
        column("bytes", c -> String.format("%,d", c.bytesCompressed()), HorizontalAlign.RIGHT),
        column("pruned", c -> share(c.accuracyPruned()), HorizontalAlign.RIGHT),
        column("accuracy", c -> share(c.accuracy()), HorizontalAlign.RIGHT),
        column("s", c -> String.format("%.1f", c.cpuSeconds()), HorizontalAlign.RIGHT),
        column("status", c -> c.status().name(), HorizontalAlign.LEFT));
  }

  private static com.github.freva.asciitable.ColumnData<CandidateResult> column(
      String header, Function<CandidateResult, String> value, HorizontalAlign align) {
    return new Column().header(header).dataAlign(align).headerAlign(align).with(value::apply);
  }

  private static String share(double value) {
    return Double.isNaN(value) ? "" : String.format("%.4f", value);
  }
}
