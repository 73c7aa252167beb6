package io.espalier.datasets.source;

import io.espalier.input.InputException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Class names in label order, and which labels mean them. */
final class ClassList implements Serializable {
  /** More different numbers than this are measurements, not classes: ImageNet has 1,000. */
  private static final int MOST_NUMERIC = 1000;

  private static final long serialVersionUID = 1;
  private static final Pattern SEVERAL_NUMBERS =
      Pattern.compile("[\\[(]?\\s*[-+.\\d]+((\\s*[,;|]\\s*|\\s+)[-+.\\d]+)+\\s*[\\])]?");
  private static final Pattern SEPARATOR = Pattern.compile("\\s*[,;|]\\s*");

  private static final Pattern MISSING =
      Pattern.compile("\\s*(|null|nan|[-+]?inf(inity)?)\\s*", Pattern.CASE_INSENSITIVE);

  private final List<String> names;
  private final Map<String, Integer> indices = new HashMap<>();

  /** The classes as given or as the training split has them. */
  ClassList(List<String> names) {
    this.names = List.copyOf(names);
    for (int i = 0; i < names.size(); i++) {
      indices.put(canonical(names.get(i)), i);
    }
  }

  /**
   * The classes of the labels found: by value if all are numbers, else by their text's order.
   *
   * @param labels canonical and different
   * @throws InputException where they are no classes: regression or several labels an example
   */
  static ClassList of(String where, Collection<String> labels) {
    List<BigDecimal> numbers = labels.stream().flatMap(l -> number(l).stream()).toList();
    Optional<String> several = several(labels);
    if (several.isPresent()) {
      throw severalLabels(where, "the label " + several.get());
    }
    Optional<BigDecimal> fraction =
        numbers.stream().filter(n -> n.stripTrailingZeros().scale() > 0).findFirst();
    if (fraction.isPresent()) {
      throw regression(where, "the label " + fraction.get());
    }
    if (numbers.size() > MOST_NUMERIC) {
      throw regression(where, "more than " + MOST_NUMERIC + " different numbers as labels");
    }
    return new ClassList(labels.stream().sorted(order(labels)).toList());
  }

  static InputException severalLabels(String where, String what) {
    return new InputException(
        where,
        "has " + what + "; Espalier prunes classifiers, this looks like multi-label data",
        "one class an example, or data.classes with its name");
  }

  private static InputException regression(String where, String what) {
    return new InputException(
        where,
        "has " + what + "; Espalier prunes classifiers, this looks like regression",
        "whole numbers or names of classes");
  }

  /** By value if all of them are numbers, else by text. */
  static Comparator<String> order(Collection<String> labels) {
    return labels.stream().allMatch(l -> number(l).isPresent())
        ? Comparator.<String, BigDecimal>comparing(l -> number(l).orElseThrow())
            .thenComparing(Comparator.naturalOrder())
        : Comparator.naturalOrder();
  }

  /** {@code 1.0}, {@code +1} and {@code 1} are one label; other texts are taken as they are. */
  static String canonical(String label) {
    return number(label)
        .map(n -> n.signum() == 0 ? "0" : n.stripTrailingZeros().toPlainString())
        .orElse(label.strip());
  }

  /** Whether a cell names no class at all. */
  static boolean missing(String label) {
    return label == null || MISSING.matcher(label).matches();
  }

  List<String> names() {
    return names;
  }

  /** The class of a canonical label; -1 if it is none. */
  int index(String label) {
    return indices.getOrDefault(label, -1);
  }

  private static Optional<BigDecimal> number(String text) {
    String t = text.strip();
    // Longer ones are no labels, and a huge exponent would unfold into as many digits.
    if (t.isEmpty() || t.length() > 40 || "+-.0123456789".indexOf(t.charAt(0)) < 0) {
      return Optional.empty();
    }
    try {
      BigDecimal n = new BigDecimal(t);
      return Math.abs((long) n.scale()) > 100 ? Optional.empty() : Optional.of(n);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * A label made of several: numbers in a row, or names of which one also stands alone or in
   * another label. A class that is merely called {@code tench, Tinca tinca} is none.
   */
  private static Optional<String> several(Collection<String> labels) {
    Set<String> seen = new HashSet<>();
    for (String label : labels) {
      if (SEVERAL_NUMBERS.matcher(label).matches()) {
        return Optional.of(label);
      }
      for (String part : new HashSet<>(List.of(SEPARATOR.split(label)))) {
        if (!seen.add(part)) {
          return labels.stream()
              .filter(l -> SEPARATOR.split(l).length > 1)
              .filter(l -> List.of(SEPARATOR.split(l)).contains(part))
              .sorted()
              .findFirst();
        }
      }
    }
    return Optional.empty();
  }
}
