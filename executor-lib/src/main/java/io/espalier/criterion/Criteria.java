package io.espalier.criterion;

import io.espalier.method.Registry;
import io.espalier.method.Registry.Entry;
import java.util.List;

/** The criteria by name: the one place where a new one is entered. */
public final class Criteria {
  public static final Registry<Criterion> REGISTRY =
      new Registry<>(
          "prune.criterion",
          List.of(
              new Entry<>(MagnitudeL1Criterion.METHOD, o -> new MagnitudeL1Criterion()),
              new Entry<>(MagnitudeL2Criterion.METHOD, o -> new MagnitudeL2Criterion()),
              new Entry<>(SnipCriterion.METHOD, o -> new SnipCriterion()),
              new Entry<>(MovementCriterion.METHOD, o -> new MovementCriterion()),
              new Entry<>(RandomCriterion.METHOD, o -> new RandomCriterion())));

  private Criteria() {}
}
