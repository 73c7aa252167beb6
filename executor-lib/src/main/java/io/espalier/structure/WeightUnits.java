package io.espalier.structure;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Single weights: a unit's number is its weight's index among the network's values. */
public final class WeightUnits implements Units {
  private final List<Stratum> strata;
  private final int size;

  private WeightUnits(List<Stratum> strata, int size) {
    this.strata = List.copyOf(strata);
    this.size = size;
  }

  /** All of a network's prunable weights, a stratum a layer. */
  public static WeightUnits of(Network network) {
    List<Stratum> strata = new ArrayList<>();
    for (Slot slot : network.prunable()) {
      strata.add(
          new Stratum(
              slot.operation().name(),
              slot.offset(),
              slot.end(),
              slot.parameter().shape().dims().stream().mapToLong(Integer::longValue).sum(),
              Stratum.kind(slot.operation())));
    }
    return new WeightUnits(strata, network.size());
  }

  @Override
  public List<Stratum> strata() {
    return strata;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public BitSet gone(Mask mask) {
    BitSet gone = new BitSet(size);
    for (Stratum stratum : strata) {
      for (int i = stratum.offset(); i < stratum.end(); i++) {
        gone.set(i, !mask.survives(i));
      }
    }
    return gone;
  }

  @Override
  public Mask without(Mask mask, BitSet units) {
    return mask.without(units);
  }

  @Override
  public Mask silent(Mask mask, BitSet units) {
    return without(mask, units);
  }

  @Override
  public double[] aggregate(double[] scores, Aggregation how) {
    return scores;
  }
}
