package io.espalier.driver.plan;

import io.espalier.driver.spec.CandidateSpec;
import io.espalier.driver.spec.PruneSpec;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.scope.Bounds;
import io.espalier.scope.PruneRequest;
import io.espalier.scope.PruneTarget;
import io.espalier.scope.Pruned;
import io.espalier.scope.Pruner;
import io.espalier.structure.Granularity;
import io.espalier.structure.Stratum;
import io.espalier.structure.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What of a candidate's pruning does not go together, or not with its network: each told in a line
 * that names the key, before any cluster time is spent.
 */
final class Combinations {
  private final Network network;
  private final Granularity granularity;
  private final Units units;
  private final PruneSpec prune;
  private final List<Problem> problems = new ArrayList<>();

  private Combinations(Network network, Granularity granularity, Units units, PruneSpec prune) {
    this.network = network;
    this.granularity = granularity;
    this.units = units;
    this.prune = prune;
  }

  /** All problems of one candidate. */
  static List<Problem> of(Network network, Granularity granularity, PruneSpec prune) {
    Units units;
    try {
      units = granularity.units(network);
    } catch (InputException e) {
      return e.problems().stream().map(p -> ofGranularity(granularity, p)).toList();
    }
    Combinations all = new Combinations(network, granularity, units, prune);
    all.problems.addAll(Pruner.checkNames(network, units, prune.keep(), prune.layers(), "prune"));
    if (!prune.criterion().equals(CandidateSpec.DENSE) && all.problems.isEmpty()) {
      all.methods();
      if (all.problems.isEmpty()) {
        all.amounts();
      }
    }
    return List.copyOf(all.problems);
  }

  private static Problem ofGranularity(Granularity granularity, Problem p) {
    return new Problem(
        "prune.granularity",
        "is " + granularity.name() + ", but " + p.where() + " " + p.what(),
        p.expected());
  }

  /** Criterion, granularity and scope. */
  private void methods() {
    Set<String> kept = Pruner.kept(network, prune.keep());
    granularity.problems(network, kept).forEach(p -> problems.add(ofGranularity(granularity, p)));
    try {
      prune.scoring().refuses(network, granularity, kept).ifPresent(problems::add);
    } catch (InputException e) {
      problems.addAll(e.problems());
    }
    if (prune.scoring().layerByLayer() && prune.scoped().compares()) {
      problems.add(
          new Problem(
              "prune.scope",
              "is "
                  + prune.scope()
                  + ", but "
                  + prune.criterion()
                  + " prunes one layer after the other: how many go must be known before",
              "layer, erk, table or sensitivity"));
    }
    List<Stratum> sharing = Pruner.sharing(units, request(0));
    if (!prune.scoped().shares() && !sharing.isEmpty()) {
      problems.add(
          new Problem(
              "prune.layers",
              "has no sparsity for "
                  + sharing.stream().map(Stratum::name).collect(Collectors.joining(", ")),
              "one for every layer with scope " + prune.scope() + ", or the layer in prune.keep"));
    }
    if (granularity.sparsity().isPresent()
        && (prune.budget() != null || prune.threshold() != null)) {
      problems.add(
          new Problem(
              prune.budget() == null ? "prune.threshold" : "prune.budget",
              "stands beside granularity " + granularity.name(),
              "no target: the granularity itself says how many stay"));
    }
  }

  /** Whether as many units can go as are to go; which of them matters to none of the counts. */
  private void amounts() {
    if (granularity.sparsity().isPresent() || prune.threshold() != null) {
      return;
    }
    if (prune.budget() != null) {
      reachable();
      return;
    }
    Pruned pruned = pruned(prune.sparsity());
    for (int l = 0; l < pruned.layers().size(); l++) {
      var layer = pruned.layers().get(l);
      if (layer.requested() == layer.units() && own(layer.layer())) {
        problems.add(
            new Problem(
                "prune.layers",
                "would take all " + layer.units() + " units of " + layer.layer(),
                "a sparsity that leaves at least " + granularity.minimum()));
      }
    }
    if (problems.isEmpty()
        && pruned.achieved() < pruned.requested()
        && granularity.roundTo() == 1) {
      problems.add(
          new Problem(
              "prune.sparsity",
              String.format(
                  "is %s: %,d of %,d units were to go, but %s",
                  prune.sparsity(), pruned.requested(), pruned.prunable(), pruned.why()),
              "a sparsity that empties no layer"));
    }
  }

  /** Whether the layer has a sparsity of its own, rather than being kept or sharing the target. */
  private boolean own(String layer) {
    return Pruner.sharing(units, request(0)).stream().noneMatch(s -> s.name().equals(layer))
        && !Pruner.kept(network, prune.keep()).contains(layer);
  }

  private void reachable() {
    int prunable = pruned(0).prunable();
    Mask fewest = pruned(prunable < 2 ? 0 : (prunable - 1.0) / prunable).mask();
    long least = prune.budget().measure().of(network, fewest);
    if (least > prune.budget().most(network)) {
      problems.add(
          new Problem(
              "prune.budget." + prune.budget().measure().key(),
              String.format(
                  "allows %,d, but what is never pruned alone costs %,d",
                  prune.budget().most(network), least),
              "more, or fewer layers in prune.keep"));
    }
  }

  private Pruned pruned(double sparsity) {
    // Scores are equal: a scope that goes by a scan has none yet, and the counts' bounds are alike.
    return Pruner.prune(
        units, new double[units.size()], Mask.full(network.size()), request(sparsity));
  }

  private PruneRequest request(double sparsity) {
    return new PruneRequest(
        new PruneTarget.Sparsity(sparsity),
        prune.scoped().prior(),
        prune.keep(),
        prune.layers(),
        new Bounds(granularity.minimum(), granularity.roundTo()));
  }
}
