package io.espalier.driver.run;

import io.espalier.driver.spec.PruneSpec;
import io.espalier.driver.spec.Variation;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code candidates.csv}: a line a candidate, quoted as in RFC 4180; what is not a number is empty.
 * {@code settings} says what candidates differ in beside the columns around it.
 */
final class CandidatesCsv {
  static final String HEADER =
      "id,status,reason,criterion,granularity,scope,schedule,seed,settings,target_sparsity,sparsity,"
          + "compression_ratio,theoretical_speedup,accuracy_pruned,accuracy,pareto,seconds";

  private CandidatesCsv() {}

  static String of(List<CandidateResult> candidates) {
    Variation varied = new Variation(candidates.stream().map(CandidateResult::spec).toList());
    return candidates.stream()
        .map(c -> line(c, varied))
        .collect(Collectors.joining("\n", HEADER + "\n", candidates.isEmpty() ? "" : "\n"));
  }

  private static String line(CandidateResult c, Variation varied) {
    PruneSpec prune = c.spec().prune();
    return Stream.of(
            c.spec().id(),
            c.status(),
            c.reason(),
            prune.criterion(),
            prune.granularity(),
            prune.scope(),
            prune.schedule(),
            c.spec().seed(),
            varied.of(c.spec()),
            c.targetSparsity(),
            c.sparsity(),
            c.compressionRatio(),
            c.theoreticalSpeedup(),
            c.accuracyPruned(),
            c.accuracy(),
            c.pareto(),
            c.seconds())
        .map(CandidatesCsv::field)
        .collect(Collectors.joining(","));
  }

  private static String field(Object value) {
    if (value instanceof Double d && !Double.isFinite(d)) {
      return "";
    }
    String text = value.toString();
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
