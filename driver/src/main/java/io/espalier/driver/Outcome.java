package io.espalier.driver;

import io.espalier.driver.report.Report;
import io.espalier.driver.round.Baseline;
import io.espalier.driver.round.CandidateRun;
import io.espalier.driver.round.Cluster;
import io.espalier.driver.round.Results;
import io.espalier.driver.round.Rounds;
import io.espalier.driver.round.Subject;
import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.RunFolder;
import io.espalier.driver.run.RunResult;
import io.espalier.driver.select.Selection;
import io.espalier.driver.spec.RunSpec;
import io.espalier.mask.Mask;
import io.espalier.measure.Cost;
import io.espalier.measure.Digest;
import io.espalier.train.Survivors;
import io.espalier.train.Trainer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers candidates as their waves end, keeps the models that are worth keeping, and in the end
 * selects, reads the test split once, and completes the run folder.
 */
final class Outcome {
  private final RunSpec spec;
  private final Cluster cluster;
  private final Rounds rounds;
  private final RunFolder folder;
  private final Baseline baseline;
  private final Results results;
  private final List<CandidateResult> candidates = new ArrayList<>();

  /** The candidates whose models are kept, by id. */
  private final Map<String, Kept> kept = new LinkedHashMap<>();

  /**
   * What is left of a candidate.
   *
   * @param mask over the run's network
   */
  private record Kept(Subject subject, float[] survivors, Mask mask) {}

  Outcome(RunSpec spec, Cluster cluster, Rounds rounds, RunFolder folder, Baseline baseline) {
    this.spec = spec;
    this.cluster = cluster;
    this.rounds = rounds;
    this.folder = folder;
    this.baseline = baseline;
    this.results = new Results(cluster.network());
  }

  /** A wave is over: its candidates are written, and models that the front has left are dropped. */
  void add(List<CandidateRun> wave) {
    for (CandidateRun run : wave) {
      CandidateResult result = results.of(run);
      candidates.add(result);
      folder.writeCandidate(result);
      if (!Double.isNaN(result.accuracy())) {
        kept.put(run.id(), new Kept(run.subject(), run.survivors(), run.mask()));
      }
    }
    if (spec.budget().keepModels().equals("pareto")) {
      List<String> wanted = new ArrayList<>(Selection.pareto(candidates));
      choice().best().ifPresent(b -> wanted.add(b.spec().id()));
      kept.keySet().retainAll(wanted);
    }
  }

  RunResult finish(RunResult.Seconds seconds) {
    List<String> pareto = Selection.pareto(candidates);
    candidates.replaceAll(c -> pareto.contains(c.spec().id()) ? c.onPareto() : c);
    pareto.forEach(id -> folder.writeCandidate(byId(id)));
    Selection.Choice choice = choice();
    for (Map.Entry<String, Kept> k : kept.entrySet()) {
      folder.writeModel(k.getKey(), zip(k.getValue()), k.getValue().mask());
    }
    List<float[]> values = new ArrayList<>(List.of(baseline.trained()));
    List<Subject> subjects =
        new ArrayList<>(List.of(Subject.of(Mask.full(baseline.trained().length))));
    choice
        .best()
        .map(b -> kept.get(b.spec().id()))
        .ifPresent(
            k -> {
              values.add(k.survivors());
              subjects.add(k.subject());
            });
    List<Trainer.Score> test =
        rounds.evaluate(cluster.data().test(), values, subjects, "test the baseline and the best");
    List<Trainer.Score> train =
        rounds.evaluate(
            cluster.data().train(),
            values,
            subjects,
            "training accuracy of the baseline and the best");
    choice
        .best()
        .ifPresent(
            b -> {
              Kept k = kept.get(b.spec().id());
              folder.writeBest(zip(k), k.mask().bytes());
            });
    Cost dense = Cost.of(cluster.network());
    RunResult result =
        new RunResult(
            spec.name(),
            folder.path(),
            new RunResult.Baseline(
                baseline.validation().accuracy(),
                test.get(0).accuracy(),
                train.get(0).accuracy(),
                dense.parameters(),
                dense.flops(),
                Digest.of(baseline.trained())),
            choice
                .best()
                .map(
                    b ->
                        new RunResult.Best(
                            b.spec().id(),
                            b.sparsity(),
                            b.compressionRatio(),
                            b.theoreticalSpeedup(),
                            b.accuracy(),
                            test.get(1).accuracy(),
                            train.get(1).accuracy())),
            new RunResult.Objective(choice.met(), spec.objective().kind(), choice.text()),
            pareto,
            List.copyOf(candidates),
            seconds,
            Provenance.of(spec, cluster));
    folder.writeCandidatesCsv(candidates);
    folder.writeSummary(result);
    Report.write(folder);
    return result;
  }

  private Selection.Choice choice() {
    return Selection.best(candidates, baseline.validation().accuracy(), spec.objective());
  }

  private CandidateResult byId(String id) {
    return candidates.stream().filter(c -> c.spec().id().equals(id)).findFirst().orElseThrow();
  }

  private byte[] zip(Kept k) {
    return ModelFile.zip(
        k.subject().network(cluster.network()),
        Survivors.scatter(k.subject().mask(), k.survivors()),
        cluster.data());
  }
}
