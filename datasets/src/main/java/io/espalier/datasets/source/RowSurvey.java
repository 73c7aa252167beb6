package io.espalier.datasets.source;

import io.espalier.input.InputException;
import java.io.Serializable;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * What one look at all rows of a split shows.
 *
 * @param bad rows with a fault of their own
 * @param rows good rows by their width
 * @param labels found in good rows, by the rows' width
 */
record RowSurvey(long bad, TreeMap<Integer, Long> rows, TreeMap<Integer, TreeSet<String>> labels)
    implements Serializable {
  /** More names than this are no classes, and would not fit the driver either. */
  private static final int MOST_LABELS = 100_000;

  /**
   * Looks at all rows, in one job.
   *
   * @throws InputException where there are too many labels to be classes
   */
  static RowSurvey of(String where, JavaRDD<Reading> readings) {
    RowSurvey all = new RowSurvey(0, new TreeMap<>(), new TreeMap<>());
    List<RowSurvey> parts =
        Unreadable.refused(where, () -> readings.mapPartitions(new Look()).collect());
    for (RowSurvey part : parts) {
      all = all.plus(part);
      if (all.most() > MOST_LABELS) {
        throw new InputException(
            where,
            "has more than " + MOST_LABELS + " different labels",
            "a label column that names classes, not rows");
      }
    }
    return all;
  }

  /** The width of most rows, the smaller of equals; 0 where there are no rows. */
  int commonWidth() {
    return rows.entrySet().stream()
        .max(
            Map.Entry.<Integer, Long>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .map(Map.Entry::getKey)
        .orElse(0);
  }

  /** Rows that cannot be used if features must be of that width. */
  long bad(int width) {
    return bad + rows.values().stream().mapToLong(n -> n).sum() - rows.getOrDefault(width, 0L);
  }

  Collection<String> labels(int width) {
    return labels.getOrDefault(width, new TreeSet<>());
  }

  private int most() {
    return labels.values().stream().mapToInt(TreeSet::size).max().orElse(0);
  }

  private RowSurvey plus(RowSurvey o) {
    o.rows.forEach((width, n) -> rows.merge(width, n, Long::sum));
    o.labels.forEach((width, l) -> labels.computeIfAbsent(width, w -> new TreeSet<>()).addAll(l));
    return new RowSurvey(bad + o.bad, rows, labels);
  }

  private record Look() implements FlatMapFunction<Iterator<Reading>, RowSurvey> {
    @Override
    public Iterator<RowSurvey> call(Iterator<Reading> readings) {
      long bad = 0;
      TreeMap<Integer, Long> rows = new TreeMap<>();
      TreeMap<Integer, TreeSet<String>> labels = new TreeMap<>();
      while (readings.hasNext()) {
        Reading r = readings.next();
        if (r.isGood()) {
          rows.merge(r.width(), 1L, Long::sum);
          TreeSet<String> found = labels.computeIfAbsent(r.width(), w -> new TreeSet<>());
          if (found.size() <= MOST_LABELS) {
            found.add(r.label());
          }
        } else {
          bad++;
        }
      }
      return List.of(new RowSurvey(bad, rows, labels)).iterator();
    }
  }
}
