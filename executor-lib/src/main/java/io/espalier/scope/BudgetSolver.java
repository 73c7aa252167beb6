package io.espalier.scope;

import io.espalier.mask.Mask;
import io.espalier.structure.Units;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;

/**
 * Finds the sparsity at which a network costs no more than it may, by halving the count of pruned
 * units: each mask that is tried is the very one that pruning with that sparsity gives, whatever
 * scope, bounds and earlier steps say.
 */
public final class BudgetSolver {
  private BudgetSolver() {}

  /**
   * A sparsity whose mask costs at most so much, while one unit fewer would cost more; the least
   * one wherever losing a further unit never raises the cost. (A scope that rounds its layers'
   * counts may give one unit of a cheap layer for one of a dear one.)
   *
   * @param scores by unit, the lowest pruned first
   * @param current what survives so far
   * @param request whose target is put aside
   * @param cost of a mask
   * @return 0 where nothing needs to go; empty if not even the fewest survivors are cheap enough
   */
  public static OptionalDouble sparsity(
      Units units,
      double[] scores,
      Mask current,
      PruneRequest request,
      ToLongFunction<Mask> cost,
      long most) {
    Pruned none = Pruner.prune(units, scores, current, request.to(new PruneTarget.Sparsity(0)));
    if (cost.applyAsLong(none.mask()) <= most) {
      return OptionalDouble.of(0);
    }
    int all = none.prunable();
    int tooFew = 0;
    int enough = all - 1;
    if (all < 2 || cost.applyAsLong(pruned(units, scores, current, request, enough, all)) > most) {
      return OptionalDouble.empty();
    }
    while (enough - tooFew > 1) {
      int middle = tooFew + (enough - tooFew) / 2;
      if (cost.applyAsLong(pruned(units, scores, current, request, middle, all)) <= most) {
        enough = middle;
      } else {
        tooFew = middle;
      }
    }
    return OptionalDouble.of(share(enough, all));
  }

  private static Mask pruned(
      Units units, double[] scores, Mask current, PruneRequest request, int count, int all) {
    PruneTarget target = new PruneTarget.Sparsity(share(count, all));
    return Pruner.prune(units, scores, current, request.to(target)).mask();
  }

  /** A share whose rounded count is this one again: the quotient's error is far below a half. */
  private static double share(int count, int all) {
    return (double) count / all;
  }
}
