package io.espalier.method;

import java.util.List;

/** A setting of one method. */
public sealed interface Option {
  /** Its key. */
  String name();

  /**
   * What it is when nothing is said: a Double, a Long, a String, a Boolean or a list of Doubles.
   */
  Object standard();

  /** What values fit, for a person. */
  String limits();

  /** What it is for, in a few words. */
  String meaning();

  /** Whether a value of {@link #standard()}'s type fits. */
  boolean allows(Object value);

  /** A number in {@code [least, most]}. */
  record Number(String name, Double standard, double least, double most, String meaning)
      implements Option {
    @Override
    public String limits() {
      return most == Double.POSITIVE_INFINITY
          ? "a number from " + text(least)
          : "a number in [" + text(least) + ", " + text(most) + "]";
    }

    @Override
    public boolean allows(Object value) {
      return value instanceof Double d && d >= least && d <= most && Double.isFinite(d);
    }

    private static String text(double v) {
      return v == Math.rint(v) && Math.abs(v) < 1e15 ? Long.toString((long) v) : Double.toString(v);
    }
  }

  /** A whole number in {@code [least, most]}. */
  record Whole(String name, Long standard, long least, long most, String meaning)
      implements Option {
    @Override
    public String limits() {
      return most == Long.MAX_VALUE
          ? "a whole number from " + least
          : "a whole number in [" + least + ", " + most + "]";
    }

    @Override
    public boolean allows(Object value) {
      return value instanceof Long l && l >= least && l <= most;
    }
  }

  /** One of some words. */
  record Choice(String name, String standard, List<String> words, String meaning)
      implements Option {
    public Choice {
      words = List.copyOf(words);
    }

    @Override
    public String limits() {
      return "one of " + String.join(", ", words);
    }

    @Override
    public boolean allows(Object value) {
      return words.contains(value);
    }
  }

  /**
   * A word of a certain form.
   *
   * @param pattern that it matches
   * @param limits the form, for a person
   */
  record Word(String name, String standard, String pattern, String limits, String meaning)
      implements Option {
    @Override
    public boolean allows(Object value) {
      return value instanceof String s && s.matches(pattern);
    }
  }

  /** Yes or no. */
  record Flag(String name, Boolean standard, String meaning) implements Option {
    @Override
    public String limits() {
      return "true or false";
    }

    @Override
    public boolean allows(Object value) {
      return value instanceof Boolean;
    }
  }

  /** Numbers, each in {@code [least, most]}. */
  record Numbers(String name, List<Double> standard, double least, double most, String meaning)
      implements Option {
    public Numbers {
      standard = List.copyOf(standard);
    }

    @Override
    public String limits() {
      return "a list, each " + new Number(name, 0.0, least, most, meaning).limits();
    }

    @Override
    public boolean allows(Object value) {
      Number each = new Number(name, 0.0, least, most, meaning);
      return value instanceof List<?> l && l.stream().allMatch(each::allows);
    }
  }
}
