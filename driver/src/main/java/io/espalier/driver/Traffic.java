package io.espalier.driver;

import io.espalier.driver.bench.Row;
import io.espalier.driver.round.Cluster;
import io.espalier.driver.round.Progress;
import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.RunResult;
import io.espalier.driver.spec.RunSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/** What a round of fine-tuning sends, beside what is allowed. */
public final class Traffic {
  private static final double SLACK = 1.2;
  private static final long FIXED = 64 << 10;

  private Traffic() {}

  /**
   * Runs a sweep and counts each candidate's largest round.
   *
   * @throws io.espalier.input.InputException if the specification does not fit its data or model
   */
  public static List<Row> rows(
      SparkSession spark, String yaml, List<String> sets, String folder, Progress progress) {
    RunSpec spec = Espalier.load(yaml, sets.toArray(String[]::new));
    RunResult result = Espalier.sweep(spark, spec, new SweepOptions(folder + "/bytes", progress));
    int travelling = Cluster.executors(spark.sparkContext()) + spec.data().shards().train();
    List<Row> rows = new ArrayList<>();
    for (CandidateResult c : result.candidates()) {
      double ours = c.rounds().stream().mapToLong(CandidateResult.Round::bytes).max().orElse(0);
      double allowed = allowed(c, travelling);
      rows.add(new Row("bytes", name(spec, c), ours, allowed, "bytes a round", ours / allowed));
    }
    return rows;
  }

  private static double allowed(CandidateResult c, int travelling) {
    int values = 1 + c.spec().fineTune().travellingMoments();
    long survivors = c.parametersLeft();
    return SLACK * Float.BYTES * survivors * values * travelling + FIXED;
  }

  private static String name(RunSpec spec, CandidateResult c) {
    return String.format(
        Locale.ROOT,
        "%s@%.2f/%s-%s",
        spec.model().zoo().isEmpty() ? "model" : spec.model().zoo(),
        c.sparsity(),
        c.spec().prune().criterion(),
        c.spec().prune().scope());
  }
}
