package io.espalier.driver;

import io.espalier.driver.plan.CandidatePlan;
import io.espalier.driver.plan.Plan;
import io.espalier.driver.round.Baseline;
import io.espalier.driver.round.CandidateCodec;
import io.espalier.driver.round.Subject;
import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.RunFolder;
import io.espalier.driver.spec.RunSpec;
import io.espalier.input.InputException;
import io.espalier.mask.Mask;
import io.espalier.measure.Digest;
import io.espalier.model.Model;
import io.espalier.model.Network;
import io.espalier.train.Survivors;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finished candidates of a folder without checkpoints: one of format 1, or one whose run is
 * finished. Their JSON files are taken as they are where no manifest knows them to be damaged; a
 * model that matters is taken if its parameters and mask have the hashes of the JSON, and else the
 * candidate is computed again.
 */
final class Salvage {
  private static final Logger LOG = LoggerFactory.getLogger(Salvage.class);

  private final RunFolder folder;
  private final RunSpec spec;
  private final Network network;
  private final Baseline baseline;
  private final CandidateCodec codec;
  private final Configuration hadoop;

  Salvage(
      RunFolder folder,
      RunSpec spec,
      Network network,
      Baseline baseline,
      CandidateCodec codec,
      Configuration hadoop) {
    this.folder = folder;
    this.spec = spec;
    this.network = network;
    this.baseline = baseline;
    this.codec = codec;
    this.hadoop = hadoop;
  }

  /** Those of the plan that need not be computed again. */
  List<FinishedCandidate> candidates(Plan plan) {
    List<String> broken = folder.broken();
    Map<String, CandidateResult> results = new LinkedHashMap<>();
    for (CandidatePlan c : plan.candidates()) {
      String id = c.spec().id();
      if (!broken.contains("candidates/" + id + ".json")) {
        result(id).filter(r -> r.spec().equals(c.spec())).ifPresent(r -> results.put(id, r));
      }
    }
    List<CandidateResult> all = List.copyOf(results.values());
    List<String> wanted =
        spec.budget().keepModels().equals("all")
            ? all.stream().filter(r -> !Double.isNaN(r.accuracy())).map(r -> r.spec().id()).toList()
            : Outcome.wanted(all, baseline, spec);
    List<FinishedCandidate> finished = new ArrayList<>();
    for (CandidateResult result : all) {
      String id = result.spec().id();
      Optional<KeptModel> kept = wanted.contains(id) ? model(result) : Optional.empty();
      if (wanted.contains(id) && kept.isEmpty()) {
        LOG.info(
            "{} of {} has no model that can be used, and is computed again", id, folder.path());
      } else {
        finished.add(new FinishedCandidate(result, kept));
      }
    }
    return finished;
  }

  private Optional<CandidateResult> result(String id) {
    try {
      return folder.candidate(id).map(c -> c.onPareto(false));
    } catch (InputException e) {
      LOG.warn("{}; it is computed again", e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<KeptModel> model(CandidateResult result) {
    String name = "models/" + result.spec().id();
    try {
      if (!folder.has(name + ".zip") || !folder.has(name + ".mask")) {
        return Optional.empty();
      }
      Mask mask = Mask.of(folder.read(name + ".mask"), folder.path() + "/" + name + ".mask");
      Model model =
          Preflight.read(folder.path() + "/" + name + ".zip", Optional.of(network.input()), hadoop);
      Subject subject =
          model.values().length == network.size()
              ? Subject.of(mask)
              : codec.smaller(result.spec().prune(), mask);
      float[] survivors = Survivors.gather(subject.mask(), model.values());
      boolean same =
          mask.sha256().equals(result.maskHash())
              && Digest.of(Survivors.scatter(mask, survivors)).equals(result.parametersHash());
      return same ? Optional.of(new KeptModel(subject, survivors, mask)) : Optional.empty();
    } catch (InputException | UncheckedIOException | IndexOutOfBoundsException e) {
      LOG.warn("{}/{}: {}", folder.path(), name, e.getMessage());
      return Optional.empty();
    }
  }
}
