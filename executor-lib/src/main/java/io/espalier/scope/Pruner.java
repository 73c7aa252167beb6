package io.espalier.scope;

import io.espalier.input.Nearest;
import io.espalier.input.Problem;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.structure.Stratum;
import io.espalier.structure.Units;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns scores into a mask with an exact count.
 *
 * <ol>
 *   <li>Of the N prunable units (without {@code keep}) exactly round(s · N), half up, are pruned
 *       after the step, or every unit that scores below the threshold.
 *   <li>What is pruned stays pruned and counts.
 *   <li>The lowest scores go first; of equal scores the lower index.
 *   <li>A layer keeps at least one unit, or as many as the bounds say: those that would go last.
 *   <li>A layer with a sparsity of its own has just that; the others make up the total.
 *   <li>Where 2 and 4 change a layer's count, the other sharing layers make up for it, lowest score
 *       first, so that the total stays exact as long as it can.
 *   <li>Where survivors must come in multiples, each layer's count is brought to the nearest one
 *       last.
 * </ol>
 */
public final class Pruner {
  private Pruner() {}

  /**
   * One pruning step.
   *
   * @param scores by unit, the lowest pruned first
   * @param current what survives so far
   * @throws IllegalArgumentException if a score is NaN, naming its layer
   */
  public static Pruned prune(Units units, double[] scores, Mask current, PruneRequest request) {
    if (scores.length != units.size()) {
      throw new IllegalArgumentException(scores.length + " scores for " + units.size() + " units");
    }
    return new Pruning(units, scores, current, request).run(request);
  }

  /**
   * One pruning step whose units were chosen otherwise than by a scope.
   *
   * @param lost units that are pruned after it, those that were before included
   */
  public static Pruned chosen(Units units, BitSet lost, Mask current, PruneRequest request) {
    List<LayerOutcome> layers = new ArrayList<>();
    int prunable = 0;
    int achieved = 0;
    for (LayerRule rule : LayerRule.of(units.strata(), request)) {
      Stratum layer = rule.layer();
      int count = lost.get(layer.offset(), layer.end()).cardinality();
      boolean kept = rule.is(LayerRule.Kind.KEPT);
      prunable += kept ? 0 : layer.size();
      achieved += kept ? 0 : count;
      layers.add(new LayerOutcome(layer.name(), layer.size(), count, count, ""));
    }
    Mask mask = units.without(current, lost);
    return new Pruned(mask, prunable, achieved, achieved, "", List.copyOf(layers));
  }

  /** The names of all operations that one of the names or globs fits. */
  public static Set<String> kept(Network network, List<String> keep) {
    return network.operations().stream()
        .map(Operation::name)
        .filter(name -> keep.stream().anyMatch(glob -> Glob.matches(glob, name)))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** The strata that are neither kept nor have a sparsity of their own, in order. */
  public static List<Stratum> sharing(Units units, PruneRequest request) {
    return LayerRule.of(units.strata(), request).stream()
        .filter(rule -> rule.is(LayerRule.Kind.SHARED))
        .map(LayerRule::layer)
        .toList();
  }

  /**
   * The names and globs that fit no layer.
   *
   * @param keep may name any operation
   * @param layers may name strata only
   * @param key of the section that has both, for the messages: {@code prune}
   */
  public static List<Problem> checkNames(
      Network network, Units units, List<String> keep, Map<String, Double> layers, String key) {
    List<String> prunable = units.strata().stream().map(Stratum::name).distinct().toList();
    List<String> all = network.operations().stream().map(Operation::name).toList();
    List<Problem> problems = new ArrayList<>();
    keep.forEach(glob -> check(glob, all, key + ".keep", problems));
    layers.keySet().forEach(glob -> check(glob, prunable, key + ".layers", problems));
    return List.copyOf(problems);
  }

  private static void check(String glob, List<String> names, String key, List<Problem> problems) {
    if (names.stream().noneMatch(name -> Glob.matches(glob, name))) {
      String nearest = Nearest.to(glob, names);
      problems.add(
          new Problem(
              key,
              "has " + glob + ", which fits no layer",
              nearest.isEmpty()
                  ? "nothing: the network has no such layers"
                  : "a layer's name or glob; the nearest is " + nearest));
    }
  }
}
