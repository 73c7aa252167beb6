package io.espalier.driver;

import io.espalier.driver.plan.CandidatePlan;
import io.espalier.driver.plan.Plan;
import io.espalier.driver.round.Baseline;
import io.espalier.driver.round.Cluster;
import io.espalier.driver.round.Progress;
import io.espalier.driver.round.Rounds;
import io.espalier.driver.round.SensitivityScan;
import io.espalier.driver.run.RunFolder;
import io.espalier.driver.run.SensitivityStore;
import io.espalier.measure.Digest;
import io.espalier.scope.Sensitivity;
import io.espalier.scope.SensitivityScope;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** Gets a run the sensitivity scans that its scopes go by: found beside the run folder, or made. */
final class Sensitivities {
  private final Cluster cluster;
  private final Rounds rounds;
  private final Baseline baseline;
  private final String runFolder;
  private final Configuration hadoop;
  private final Progress progress;

  Sensitivities(
      Cluster cluster,
      Rounds rounds,
      Baseline baseline,
      String runFolder,
      Configuration hadoop,
      Progress progress) {
    this.cluster = cluster;
    this.rounds = rounds;
    this.baseline = baseline;
    this.runFolder = runFolder;
    this.hadoop = hadoop;
    this.progress = progress;
  }

  /** A scan, and where it is kept. */
  record Obtained(Sensitivity scan, SensitivityStore store) {}

  /** The scans of all candidates that go by one, by {@link SensitivityScan#key}. */
  Map<String, Sensitivity> of(Plan plan, RunFolder folder) {
    Map<String, Sensitivity> scans = new LinkedHashMap<>();
    for (CandidatePlan candidate : plan.candidates()) {
      if (!candidate.spec().dense()
          && candidate.spec().prune().scoped() instanceof SensitivityScope) {
        scans.computeIfAbsent(
            SensitivityScan.key(candidate.spec().prune()),
            key -> {
              Sensitivity scan = of(candidate).scan();
              folder.writeSensitivity(scan, fingerprint(candidate));
              return scan;
            });
      }
    }
    return scans;
  }

  /** One candidate's. */
  Obtained of(CandidatePlan candidate) {
    SensitivityStore store = new SensitivityStore(runFolder, fingerprint(candidate), hadoop);
    Optional<Sensitivity> found = store.load();
    if (found.isPresent()) {
      progress.phase("sensitivity reused from " + store.folder());
      return new Obtained(found.get(), store);
    }
    progress.phase("measuring each layer's sensitivity");
    Sensitivity scan = new SensitivityScan(cluster, rounds).of(candidate, baseline);
    store.save(scan);
    return new Obtained(scan, store);
  }

  /** Model, data and criterion; the seed and batches matter to some criteria. */
  private String fingerprint(CandidatePlan candidate) {
    return Digest.of(
            String.join(
                "\n",
                cluster.network().name(),
                Digest.of(baseline.start(candidate.spec().prune().from())),
                cluster.data().fingerprint(),
                cluster.kind().key(),
                Integer.toString(cluster.data().train().getNumPartitions()),
                Long.toString(candidate.spec().seed()),
                Integer.toString(candidate.spec().fineTune().batchSize()),
                SensitivityScan.key(candidate.spec().prune())))
        .substring(0, 12);
  }
}
