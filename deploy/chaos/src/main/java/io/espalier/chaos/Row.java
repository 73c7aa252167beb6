package io.espalier.chaos;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Locale;

/**
 * A fault's line in the table.
 *
 * @param recovered whether all runs did what was expected of them
 * @param identical whether all results have the undisturbed run's bits
 * @param cellsRepeated of all runs
 * @param secondsLost of all runs
 */
@JsonPropertyOrder({
  "fault",
  "injected",
  "expected",
  "runs",
  "recovered",
  "identical",
  "cellsRepeated",
  "secondsLost"
})
record Row(
    String fault,
    String injected,
    String expected,
    int runs,
    boolean recovered,
    boolean identical,
    long cellsRepeated,
    double secondsLost) {
  static Row of(Fault fault, List<Trial> trials) {
    return new Row(
        fault.name(),
        fault.injected(),
        fault.expected().name().toLowerCase(Locale.ROOT),
        trials.size(),
        !trials.isEmpty() && trials.stream().allMatch(t -> t.problems().isEmpty()),
        !trials.isEmpty() && trials.stream().allMatch(Trial::identical),
        trials.stream().mapToLong(Trial::cellsRepeated).sum(),
        Math.round(10 * trials.stream().mapToDouble(Trial::secondsLost).sum()) / 10.0);
  }

  boolean held() {
    return recovered && identical;
  }

  String line() {
    return String.format(
        "%-24s %-8s %4d %-9s %-9s %6d %8.1f",
        fault, expected, runs, yes(recovered), yes(identical), cellsRepeated, secondsLost);
  }

  static String head() {
    return String.format(
        "%-24s %-8s %4s %-9s %-9s %6s %8s",
        "fault", "expected", "runs", "recovered", "identical", "cells", "seconds");
  }

  private static String yes(boolean held) {
    return held ? "yes" : "NO";
  }
}
