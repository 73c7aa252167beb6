package io.espalier.datasets.source;

import io.espalier.input.Problem;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How many records cannot be used, and the first five.
 *
 * @param first as a user finds them: {@code test_batch.bin record 17: label 12}
 */
record BadRecords(long count, List<String> first) implements Serializable {
  static final BadRecords NONE = new BadRecords(0, List.of());

  private static final int SHOWN = 5;

  static BadRecords one(String which) {
    return new BadRecords(1, List.of(which));
  }

  /** Those of an earlier stretch and of a later one. */
  BadRecords plus(BadRecords later) {
    return new BadRecords(
        count + later.count,
        Stream.concat(first.stream(), later.first.stream()).limit(SHOWN).toList());
  }

  /** What the user reads. */
  Problem problem(String where, String expected) {
    return new Problem(
        where,
        "has "
            + count
            + (count == 1 ? " bad record: " : " bad records, the first: ")
            + first.stream().collect(Collectors.joining("; ")),
        expected + ", or onBadRecord: skip");
  }
}
