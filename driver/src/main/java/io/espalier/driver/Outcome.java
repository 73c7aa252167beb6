package io.espalier.driver;

import io.espalier.driver.plan.Plan;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  /** Ids in the plan's order, which is the result's, whatever was done first. */
  private final List<String> order;

  private final Map<String, CandidateResult> byId = new HashMap<>();

  /** The candidates whose models are kept, by id. */
  private final Map<String, KeptModel> kept = new HashMap<>();

  Outcome(
      RunSpec spec,
      Plan plan,
      Cluster cluster,
      Rounds rounds,
      RunFolder folder,
      Baseline baseline) {
    this.spec = spec;
    this.order = plan.candidates().stream().map(c -> c.spec().id()).toList();
    this.cluster = cluster;
    this.rounds = rounds;
    this.folder = folder;
    this.baseline = baseline;
    this.results = new Results(cluster.network());
  }

  /** Takes candidates whose results are known from before. */
  void restore(List<FinishedCandidate> before) {
    for (FinishedCandidate c : before) {
      byId.put(c.id(), c.result());
      folder.restoreCandidate(c.result());
      c.kept().ifPresent(k -> kept.put(c.id(), k));
    }
    dropModels();
  }

  /**
   * A wave is over: its candidates are written, and models that the front has left are dropped.
   *
   * @return the wave's
   */
  List<FinishedCandidate> add(List<CandidateRun> wave) {
    for (CandidateRun run : wave) {
      CandidateResult result = results.of(run);
      byId.put(run.id(), result);
      folder.writeCandidate(result);
      if (!Double.isNaN(result.accuracy())) {
        kept.put(run.id(), new KeptModel(run.subject(), run.survivors(), run.mask()));
      }
    }
    dropModels();
    return wave.stream()
        .map(r -> new FinishedCandidate(byId.get(r.id()), Optional.ofNullable(kept.get(r.id()))))
        .toList();
  }

  private void dropModels() {
    if (spec.budget().keepModels().equals("pareto")) {
      kept.keySet().retainAll(wanted(ordered(), baseline, spec));
    }
  }

  /** Ids of those whose models matter if only these of the front do. */
  static List<String> wanted(List<CandidateResult> of, Baseline baseline, RunSpec spec) {
    List<String> wanted = new ArrayList<>(Selection.pareto(of));
    choice(of, baseline, spec).best().ifPresent(b -> wanted.add(b.spec().id()));
    return wanted;
  }

  private List<CandidateResult> ordered() {
    return order.stream().filter(byId::containsKey).map(byId::get).toList();
  }

  RunResult finish(RunResult.Seconds seconds) {
    List<String> pareto = Selection.pareto(ordered());
    List<CandidateResult> candidates =
        ordered().stream().map(c -> pareto.contains(c.spec().id()) ? c.onPareto() : c).toList();
    candidates.stream().filter(CandidateResult::pareto).forEach(folder::writeCandidate);
    Selection.Choice choice = choice(candidates, baseline, spec);
    folder.models().stream().filter(id -> !kept.containsKey(id)).forEach(folder::removeModel);
    for (String id : order) {
      if (kept.containsKey(id)) {
        folder.writeModel(id, zip(kept.get(id)), kept.get(id).mask());
      }
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
              KeptModel k = kept.get(b.spec().id());
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
            candidates,
            seconds,
            Provenance.of(spec, cluster));
    folder.writeCandidatesCsv(candidates);
    folder.incidents().save();
    folder.writeSummary(result);
    Report.write(folder);
    folder.seal();
    return result;
  }

  private static Selection.Choice choice(
      List<CandidateResult> of, Baseline baseline, RunSpec spec) {
    return Selection.best(of, baseline.validation().accuracy(), spec.objective());
  }

  private byte[] zip(KeptModel k) {
    return ModelFile.zip(
        k.subject().network(cluster.network()),
        Survivors.scatter(k.subject().mask(), k.survivors()),
        cluster.data());
  }
}
