package io.espalier.datasets.source;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Numbers in a table's cells, and how cells and columns are shown to a user. */
final class Cells {
  private Cells() {}

  /** A row's features, or the first that is missing or no finite number. */
  static Reading read(String label, float[] features, FeatureNames names) {
    for (int i = 0; i < features.length; i++) {
      if (!Float.isFinite(features[i])) {
        return Reading.bad(names.name(i) + " is " + features[i] + " as a 32-bit number");
      }
    }
    return Reading.good(label, features);
  }

  /** What a feature is called in a message. */
  interface FeatureNames {
    String name(int feature);
  }

  /**
   * Decimal text as a number.
   *
   * @throws NumberFormatException for anything else; Java's own suffixes and hexadecimals too
   */
  static double number(String text) {
    String t = text.strip();
    char last = t.isEmpty() ? 'f' : t.charAt(t.length() - 1);
    boolean suffix = Character.isLetter(last) && !t.endsWith("NaN") && !t.endsWith("Infinity");
    if (suffix || t.indexOf('x') >= 0 || t.indexOf('X') >= 0) {
      throw new NumberFormatException(text);
    }
    return Double.parseDouble(t);
  }

  static boolean isNumber(String text) {
    try {
      return Double.isFinite(number(text));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** A cell's text, abbreviated. */
  static String shown(String text) {
    return text.length() <= 40 ? text : text.substring(0, 37) + "...";
  }

  /** The three column names that a wrong one was most likely meant to be. */
  static String nearest(String name, List<String> columns) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    return columns.stream()
        .sorted(Comparator.comparingInt(c -> distance.apply(name, c)))
        .limit(3)
        .collect(Collectors.joining(" or "));
  }
}
