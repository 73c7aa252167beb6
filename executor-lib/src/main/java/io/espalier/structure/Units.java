package io.espalier.structure;

import io.espalier.mask.Mask;
import java.util.BitSet;
import java.util.List;

/**
 * What a granularity removes as one: numbered, with the values that go when it goes. A unit that
 * survives keeps at least one of its members.
 */
public sealed interface Units permits WeightUnits, GroupUnits {
  /** In Network order; together they have all units, which may leave gaps in the numbers. */
  List<Stratum> strata();

  /** One more than the largest unit's number. */
  int size();

  /** The units of which nothing survives. */
  BitSet gone(Mask mask);

  /** The mask less the members of some units. */
  Mask without(Mask mask, BitSet units);

  /**
   * The mask less the weights that make some units: at 0 these give nothing, and the gradient still
   * reaches them, for what reads them and what is added to them stays.
   */
  Mask silent(Mask mask, BitSet units);

  /**
   * A unit's score from its weights'.
   *
   * @param scores indexed as the network's values
   * @return indexed by unit
   */
  double[] aggregate(double[] scores, Aggregation how);
}
