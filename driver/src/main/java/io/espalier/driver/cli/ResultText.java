package io.espalier.driver.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.RunResult;
import io.espalier.driver.spec.Variation;
import io.espalier.structure.WeightGranularity;
import java.util.ArrayList;
import java.util.Collections;
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
                        "%s: %s, sparsity %.2f%%%s, compression %.1f×, speed-up"
                            + " %.1f×, accuracy %.4f on validation, %.4f on test (training minus"
                            + " test %.4f)%n",
                        result.objective().met() ? "best" : "nearest (objective not met)",
                        b.id(),
                        100 * b.sparsity(),
                        weights(result, b),
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

  private static List<ColumnData<CandidateResult>> columns(RunResult result) {
    String best = result.best().map(RunResult.Best::id).orElse("");
    Variation varied =
        new Variation(result.candidates().stream().map(CandidateResult::spec).toList());
    List<ColumnData<CandidateResult>> columns = new ArrayList<>();
    Collections.addAll(
        columns,
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
    if (!varied.isEmpty()) {
      columns.add(column("settings", c -> varied.of(c.spec()), HorizontalAlign.LEFT));
    }
    return columns;
  }

  private static ColumnData<CandidateResult> column(
      String header, Function<CandidateResult, String> value, HorizontalAlign align) {
    return new Column().header(header).dataAlign(align).headerAlign(align).with(value::apply);
  }

  /** Weights before ÷ after, which papers count without biases; the compression counts both. */
  private static String weights(RunResult result, RunResult.Best best) {
    return result.candidates().stream()
        .filter(c -> c.spec().id().equals(best.id()))
        .filter(c -> c.spec().prune().granularity().equals(new WeightGranularity().name()))
        .findFirst()
        .map(c -> String.format(" (%.1f× without biases)", 1 / (1 - best.sparsity())))
        .orElse("");
  }

  private static String share(double value) {
    return Double.isNaN(value) ? "" : String.format("%.4f", value);
  }
}
