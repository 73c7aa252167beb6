package io.espalier.driver;

import io.espalier.driver.round.Trainers;
import io.espalier.driver.spec.CandidateGrid;
import io.espalier.driver.spec.CandidateSpec;
import io.espalier.driver.spec.RunSpec;
import io.espalier.input.Problem;
import io.espalier.model.Network;
import io.espalier.train.Recipe;
import io.espalier.train.TrainerKind;
import java.util.ArrayList;
import java.util.List;

/** Whether a run's recipes and batches of training fit its network and who computes it. */
final class RecipeFit {
  private RecipeFit() {}

  /** All that does not fit. */
  static List<Problem> problems(RunSpec spec, Network network) {
    List<Problem> problems = new ArrayList<>();
    boolean imported = !spec.model().path().isEmpty() && spec.model().trained();
    if (!imported) {
      problems.addAll(scales("train", spec.train().recipe(), network));
      Trainers.refuseBatch(network, spec.trainer(), "train.batchSize", spec.train().batchSize())
          .ifPresent(problems::add);
    }
    boolean labelsAlone = Trainers.resolve(network, spec.trainer()) == TrainerKind.DL4J;
    for (CandidateSpec c : CandidateGrid.of(spec)) {
      Recipe recipe = c.fineTune().recipe();
      problems.addAll(scales("fineTune", recipe, network));
      Trainers.refuseBatch(network, spec.trainer(), "fineTune.batchSize", c.fineTune().batchSize())
          .ifPresent(problems::add);
      if (labelsAlone && recipe.objective().taught()) {
        problems.add(
            new Problem(
                "fineTune.distillation",
                "needs a teacher's scores, which trainer dl4j does not take",
                "alpha: 0, or trainer: sparse for a network that it knows"));
      }
    }
    return problems.stream().distinct().toList();
  }

  private static List<Problem> scales(String section, Recipe recipe, Network network) {
    double bnScale = recipe.penalties().bnScale();
    if (bnScale == 0 || !network.batchNorms().isEmpty()) {
      return List.of();
    }
    return List.of(
        new Problem(
            section + ".penalties.bnScale",
            "is " + bnScale + " but " + network.name() + " has no batch normalisation",
            "0, or a network that has it"));
  }
}
