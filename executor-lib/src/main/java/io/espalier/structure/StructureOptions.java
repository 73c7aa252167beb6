package io.espalier.structure;

import io.espalier.method.Option;
import java.util.List;

/** What granularities of several weights a unit have in common. */
final class StructureOptions {
  static final String AGGREGATE = "aggregate";
  static final String MINIMUM = "minimum";
  static final String ROUND_TO = "roundTo";

  private StructureOptions() {}

  static Option aggregate(Aggregation standard) {
    return new Option.Choice(
        AGGREGATE,
        standard.key(),
        Aggregation.names(),
        "how a unit's score comes from its weights'");
  }

  static Option minimum() {
    return new Option.Whole(
        MINIMUM, 1L, 1, Integer.MAX_VALUE, "fewest units of a layer that survive");
  }

  static Option roundTo() {
    return new Option.Whole(
        ROUND_TO, 1L, 1, Integer.MAX_VALUE, "a layer's surviving units are a multiple of this");
  }

  /** Those of neurons, filters and channels. */
  static List<Option> channels(Aggregation standard) {
    return List.of(aggregate(standard), roundTo(), minimum());
  }

  /** Those of rows and columns. */
  static List<Option> lines() {
    return List.of(aggregate(Aggregation.SUM), minimum());
  }
}
