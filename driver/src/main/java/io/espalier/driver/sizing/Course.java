package io.espalier.driver.sizing;

import io.espalier.driver.plan.CandidatePlan;
import io.espalier.model.Network;
import io.espalier.schedule.Event;
import io.espalier.train.ShadowRule;
import java.util.List;

/**
 * How large a candidate's state is, round by round, as far as it is known before there are scores:
 * of structures, of which smaller networks are left, and of thresholds it is the most that there
 * can be.
 *
 * @param plan of the candidate
 * @param network dense
 */
record Course(CandidatePlan plan, Network network) {
  /** Whether it is still on its way. */
  boolean runs(int round) {
    return round < plan.rounds();
  }

  /** The share of the prunable weights that is gone while a round trains. */
  double sparsity(int round) {
    if (plan.spec().dense()) {
      return 0;
    }
    double target = plan.spec().prune().expectedSparsity(network);
    double gone = 0;
    for (Event e : plan.events()) {
      if (e.round() <= round && e.masks()) {
        gone = e instanceof Event.Prune p ? p.amount().of(target) : target;
      }
    }
    return gone;
  }

  /** Values that are left while a round trains. */
  long left(int round) {
    return network.size() - Math.round(sparsity(round) * prunable());
  }

  long prunable() {
    return network.prunable().stream().mapToLong(Network.Slot::size).sum();
  }

  /** Bytes that go to one executor at a round's beginning; the first has no moments yet. */
  long out(int round) {
    boolean anew =
        round == 0
            || plan.events(round).stream()
                .anyMatch(e -> e instanceof Event.Rewind || e instanceof Event.Restart);
    return bytes(round, anew ? 0 : travellingMoments());
  }

  /** Bytes that come back from one shard at a round's end. */
  long back(int round) {
    return bytes(round, travellingMoments());
  }

  /** Bytes of a state with all moments of its optimizer, whether they travel or not. */
  long state(int round) {
    return bytes(round, plan.spec().fineTune().optimizer().kind().moments());
  }

  /** Bytes of the mask, where a round begins with a new one. */
  long mask(int round) {
    boolean changed = round == 0 || plan.events(round).stream().anyMatch(e -> e.masks());
    return changed ? (network.size() + 7L) / 8 : 0;
  }

  private int travellingMoments() {
    return plan.spec().fineTune().travellingMoments();
  }

  private long bytes(int round, int moments) {
    List<String> layers = network.prunable().stream().map(s -> s.operation().name()).toList();
    int rows = plan.shadow(round, layers).map(ShadowRule::rows).orElse(0);
    long values = plan.shadowed(round) ? network.size() : left(round);
    return Float.BYTES * values * (1 + rows + moments);
  }
}
