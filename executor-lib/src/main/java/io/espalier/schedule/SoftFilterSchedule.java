package io.espalier.schedule;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Need;
import io.espalier.train.ShadowRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Soft filter pruning: after every epoch the lowest filters become 0 and train on, so that they may
 * grow again; after the last epoch they are gone.
 *
 * <p>Source: He, Kang, Dong, Fu, Yang, <i>Soft Filter Pruning for Accelerating Deep Convolutional
 * Neural Networks</i>, IJCAI 2018, arXiv:1808.06866, algorithm 1; there the criterion is the
 * filter's L2 norm and the share the same in every layer: {@code criterion: magnitude-l2, scope:
 * layer}. As in the authors' code a filter's weights alone become 0: its bias, its batch norm and
 * what reads it stay, or no gradient would reach it any more. Deviation: where a round ends in the
 * midst of an epoch, an epoch is over at the next round's beginning.
 */
public record SoftFilterSchedule() implements Schedule {
  static final Method METHOD =
      new Method(
          Kind.SCHEDULE,
          "soft-filter",
          "after every epoch the lowest filters become 0 and train on",
          "He, Kang, Dong, Fu, Yang: Soft Filter Pruning for Accelerating Deep Convolutional Neural"
              + " Networks, IJCAI 2018",
          List.of(Need.DENSE_STATE, Need.STRUCTURES),
          "granularity filter, criterion magnitude-l2 and scope layer as published",
          List.of());

  private static final long serialVersionUID = 1;

  @Override
  public Method method() {
    return METHOD;
  }

  @Override
  public List<Event> events(Timeline timeline) {
    List<Event> events = new ArrayList<>();
    int before = 0;
    for (int epoch = 1; epoch <= timeline.epochs(); epoch++) {
      int round = timeline.roundAfterEpoch(epoch);
      if (round > before && round < timeline.rounds()) {
        events.add(new Event.Zero(round));
        before = round;
      }
    }
    events.add(new Event.Prune(timeline.rounds(), Amount.ALL));
    return events;
  }

  @Override
  public Optional<ShadowRule> shadow(double sparsity, List<String> layers) {
    return Optional.of(new ShadowRule.Soft());
  }
}
