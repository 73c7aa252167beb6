package io.espalier.statistic;

import io.espalier.exact.ExactNetwork;
import io.espalier.exact.ExactPass;
import io.espalier.exact.Norms;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import java.util.function.IntToDoubleFunction;

/** A state in double precision, and the way between all values and one value a survivor. */
final class ExactState {
  private final Network network;
  private final ExactNetwork exact;
  private final int[] survivors;

  ExactState(Network network, Mask mask) {
    this.network = network;
    this.exact = ExactNetwork.of(network);
    this.survivors = mask.indices();
  }

  /** How many survive. */
  int size() {
    return survivors.length;
  }

  ExactPass pass(Glance glance, Norms norms) {
    double[] w = new double[network.size()];
    for (int i = 0; i < survivors.length; i++) {
      w[survivors[i]] = glance.survivors()[i];
    }
    return exact.pass(w, glance.batch(), norms);
  }

  /** Adds the survivors' entries. */
  void add(double[] all, double[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += all[survivors[i]];
    }
  }

  /**
   * A direction in the surviving prunable weights, 0 elsewhere.
   *
   * @param component of the survivor of that rank
   */
  double[] direction(IntToDoubleFunction component) {
    double[] all = new double[network.size()];
    int rank = 0;
    for (Slot slot : network.slots()) {
      for (; rank < survivors.length && survivors[rank] < slot.end(); rank++) {
        all[survivors[rank]] = slot.prunable() ? component.applyAsDouble(rank) : 0;
      }
    }
    return all;
  }
}
