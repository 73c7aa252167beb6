package io.espalier.criterion;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.model.Network.Slot;
import io.espalier.shard.Seeds;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The control: scores drawn uniformly from [0, 1). A layer's scores depend on the seed and the
 * layer's place among the prunable ones alone, not on the other layers' sizes.
 */
public record RandomCriterion() implements WeightCriterion {
  static final Method METHOD =
      new Method(
          Kind.CRITERION,
          "random",
          "uniform random numbers: the control",
          "",
          List.of(),
          "",
          List.of());

  private static final long serialVersionUID = 1;

  @Override
  public String name() {
    return METHOD.name();
  }

  @Override
  public double[] weights(Evidence evidence) {
    double[] scores = new double[evidence.network().size()];
    List<Slot> slots = evidence.network().prunable();
    for (int s = 0; s < slots.size(); s++) {
      SplittableRandom random = new SplittableRandom(Seeds.mix(evidence.seed(), s));
      for (int i = slots.get(s).offset(); i < slots.get(s).end(); i++) {
        scores[i] = random.nextDouble();
      }
    }
    return scores;
  }
}
