package io.espalier.structure;

import io.espalier.mask.Mask;
import java.util.BitSet;
import java.util.List;

/** Units of several values each. */
public final class GroupUnits implements Units {
  private final List<Stratum> strata;
  private final int[][] members;
  private final int[][] scored;
  private final int[][] making;

  /**
   * Units that all of their members make.
   *
   * @param strata together all units, without gaps
   * @param members by unit, ascending: the indices of all values that go with it; a value may
   *     belong to several units
   * @param scored by unit, ascending: of its members those whose scores make up the unit's
   */
  public GroupUnits(List<Stratum> strata, int[][] members, int[][] scored) {
    this(strata, members, scored, members);
  }

  /**
   * The same where some members do no more than to read or to shift what others make.
   *
   * @param making by unit, ascending: of its members those whose value 0 makes the unit give
   *     nothing
   */
  GroupUnits(List<Stratum> strata, int[][] members, int[][] scored, int[][] making) {
    this.strata = List.copyOf(strata);
    this.members = members;
    this.scored = scored;
    this.making = making;
  }

  @Override
  public List<Stratum> strata() {
    return strata;
  }

  @Override
  public int size() {
    return members.length;
  }

  /** The indices of all values that go with a unit, ascending; not to be changed. */
  public int[] members(int unit) {
    return members[unit];
  }

  /** Of a unit's members those whose scores make up its own; not to be changed. */
  public int[] scored(int unit) {
    return scored[unit];
  }

  @Override
  public BitSet gone(Mask mask) {
    BitSet gone = new BitSet(size());
    for (int u = 0; u < members.length; u++) {
      gone.set(u);
      for (int i : members[u]) {
        if (mask.survives(i)) {
          gone.clear(u);
          break;
        }
      }
    }
    return gone;
  }

  @Override
  public Mask without(Mask mask, BitSet units) {
    return without(mask, units, members);
  }

  @Override
  public Mask silent(Mask mask, BitSet units) {
    return without(mask, units, making);
  }

  private static Mask without(Mask mask, BitSet units, int[][] indices) {
    BitSet values = new BitSet(mask.size());
    for (int u = units.nextSetBit(0); u >= 0; u = units.nextSetBit(u + 1)) {
      for (int i : indices[u]) {
        values.set(i);
      }
    }
    return mask.without(values);
  }

  @Override
  public double[] aggregate(double[] scores, Aggregation how) {
    double[] all = new double[size()];
    for (int u = 0; u < all.length; u++) {
      all[u] = how.of(scores, scored[u]);
    }
    return how == Aggregation.NORMALIZED ? normalized(all) : all;
  }

  /** Each stratum's scores over their mean. */
  private double[] normalized(double[] means) {
    for (Stratum stratum : strata) {
      double sum = 0;
      for (int u = stratum.offset(); u < stratum.end(); u++) {
        sum += means[u];
      }
      double mean = sum / stratum.size();
      for (int u = stratum.offset(); u < stratum.end(); u++) {
        means[u] = mean == 0 ? 0 : means[u] / mean;
      }
    }
    return means;
  }
}
