package io.espalier.criterion;

import io.espalier.input.InputException;
import io.espalier.input.Nearest;
import java.util.List;

/** The criteria by name: the one place where a new one is entered. */
public final class Criteria {
  private static final List<Criterion> ALL =
      List.of(
          new MagnitudeL1Criterion(),
          new MagnitudeL2Criterion(),
          new SnipCriterion(),
          new RandomCriterion());

  private Criteria() {}

  /**
   * The criterion of that name.
   *
   * @throws InputException for an unknown name, with the nearest known one
   */
  public static Criterion named(String name) {
    return ALL.stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "prune.criterion",
                    "is " + name,
                    "one of " + names() + "; the nearest is " + Nearest.to(name, names())));
  }

  /** All names, in the order in which help texts list them. */
  public static List<String> names() {
    return ALL.stream().map(Criterion::name).toList();
  }
}
