package io.espalier.datasets.split;

import io.espalier.datasets.source.Example;
import io.espalier.datasets.source.Identity;
import io.espalier.datasets.source.Source.Split;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.function.Function;

/**
 * To which split a record of the training source goes. Of each class, the ranks below {@code test}
 * go to test, those from there and below {@code validation} to validation, the rest stay.
 *
 * @param test first rank of each class that is not test's
 * @param validation first rank of each class that is neither test's nor validation's
 */
public record SplitRule(List<Rank> test, List<Rank> validation, long seed) implements Serializable {
  /** Below every record. */
  static final Rank NOTHING = new Rank(0, new Identity(Long.MIN_VALUE, Long.MIN_VALUE));

  public SplitRule {
    test = List.copyOf(test);
    validation = List.copyOf(validation);
  }

  /** The split of one record; a label without a class stays in train, where it is refused. */
  public Split of(Example e) {
    if (e.label() < 0 || e.label() >= test.size()) {
      return Split.TRAIN;
    }
    Rank rank = new Rank(Keys.ofSplit(seed, e.identity()), e.identity());
    if (rank.compareTo(test.get(e.label())) < 0) {
      return Split.TEST;
    }
    return rank.compareTo(validation.get(e.label())) < 0 ? Split.VALIDATION : Split.TRAIN;
  }

  /** Keeps the records of one split. */
  public Function<Example, Boolean> only(Split split) {
    return new Only(this, split);
  }

  private record Only(SplitRule rule, Split split) implements Function<Example, Boolean> {
    @Override
    public Boolean call(Example e) {
      return rule.of(e) == split;
    }
  }
}
