package io.espalier.input;

import java.util.Collection;
import java.util.Locale;

/** Finds what a user probably meant. */
public final class Nearest {
  private Nearest() {}

  /**
   * The known word with the smallest edit distance (Levenshtein 1966, upper and lower case alike),
   * the first of equals; empty if none is known.
   */
  public static String to(String word, Collection<String> known) {
    String best = "";
    int least = Integer.MAX_VALUE;
    for (String k : known) {
      int distance = distance(word.toLowerCase(Locale.ROOT), k.toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        best = k;
      }
    }
    return best;
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
