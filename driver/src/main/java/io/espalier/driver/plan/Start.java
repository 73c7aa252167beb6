package io.espalier.driver.plan;

import io.espalier.datasets.Dataset;
import io.espalier.driver.spec.CandidateGrid;
import io.espalier.driver.spec.CandidateSpec;
import io.espalier.driver.spec.RunSpec;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.model.Model;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Zoo;
import io.espalier.train.Initializer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a run starts with once its data are known: the model, and the plan of all rounds.
 *
 * @param model with initial or imported values
 */
public record Start(Model model, Plan plan) {

  /**
   * Resolves a specification against its data.
   *
   * @param imported the model file's content; null for a zoo's
   * @throws InputException with all that does not fit: shapes, classes, layer names, steps
   */
  public static Start of(RunSpec spec, Dataset data, Model imported) {
    Model model = imported == null ? fromZoo(spec, data) : imported;
    Network network = model.network();
    List<Problem> problems = new ArrayList<>(fit(spec, network, data));
    int largest = IntStream.of(data.trainSizes()).max().orElseThrow();
    List<CandidatePlan> plans = new ArrayList<>();
    for (CandidateSpec c : CandidateGrid.of(spec)) {
      CandidatePlan plan = CandidatePlan.of(c, largest);
      plans.add(plan);
      problems.addAll(Courses.problems(plan, epochs(spec, imported)));
    }
    plans.stream()
        .map(p -> p.spec().prune())
        .distinct()
        .forEach(p -> problems.addAll(Combinations.of(network, p.grain(), p)));
    if (!problems.isEmpty()) {
      throw new InputException(problems.stream().distinct().toList());
    }
    long waveBytes = spec.execution().waveMegabytes() * 1_000_000L;
    Plan plan = Plan.of(plans, network, data.train().getNumPartitions(), waveBytes);
    return new Start(model, plan.with(Remarks.of(spec, !model.trained(), plans)));
  }

  private static Model fromZoo(RunSpec spec, Dataset data) {
    Network network = Zoo.network(spec.model().zoo(), data.shape(), data.classes().size());
    return new Model(network, Initializer.values(network, spec.seed()), false);
  }

  private static List<Problem> fit(RunSpec spec, Network network, Dataset data) {
    List<Problem> problems = new ArrayList<>();
    if (!network.classifies()) {
      problems.add(
          new Problem(
              "model",
              "does not end in a softmax: it looks like regression, or several labels at once",
              "a classifier, which is what Espalier prunes"));
    }
    if (!network.input().reads(data.shape())) {
      problems.add(
          new Problem(
              "model",
              "takes " + network.input() + " but the data's examples are " + data.shape(),
              "the same shape on both sides; set data.height, data.width or data.shape"));
    }
    if (network.classes() != data.classes().size()) {
      problems.add(
          new Problem(
              "model",
              "scores " + network.classes() + " classes but the data have " + data.classes().size(),
              "as many outputs as classes"));
    }
    if (spec.model().strict()) {
      network.operations().stream()
          .filter(Operation.Opaque.class::isInstance)
          .map(Operation.Opaque.class::cast)
          .forEach(
              o ->
                  problems.add(
                      new Problem(
                          "model.strict",
                          "refuses layer " + o.name() + " (" + o.kind() + "): " + o.reason(),
                          "only layers that Espalier prunes, or strict: false to keep it dense")));
    }
    return problems;
  }

  /** Epochs of the baseline whose values can be had: none of a model that comes trained. */
  private static int epochs(RunSpec spec, Model imported) {
    return imported != null && imported.trained() ? 0 : spec.train().epochs();
  }
}
