package io.espalier.method;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one method's options are set to; those that nothing was said of have their defaults. */
public final class Options implements Serializable {
  private static final long serialVersionUID = 1;

  private final TreeMap<String, Object> values;

  private Options(TreeMap<String, Object> values) {
    this.values = values;
  }

  /**
   * The options of a method.
   *
   * @param given by name, of the types of {@link Option#standard()}
   * @throws IllegalArgumentException for a name that the method does not have, or a value outside
   *     its limits
   */
  public static Options of(Method method, Map<String, ?> given) {
    TreeMap<String, Object> all = new TreeMap<>();
    method.options().forEach(o -> all.put(o.name(), o.standard()));
    given.forEach(
        (name, value) -> {
          Option option = method.option(name);
          if (!option.allows(value)) {
            throw new IllegalArgumentException(name + " is " + value + ", not " + option.limits());
          }
          all.put(name, value);
        });
    return new Options(all);
  }

  /**
   * What {@link #all} once gave.
   *
   * @param all by name, of the types of {@link Option#standard()}
   */
  public static Options written(Map<String, ?> all) {
    return new Options(new TreeMap<>(all));
  }

  /** All defaults. */
  public static Options of(Method method) {
    return of(method, Map.of());
  }

  /** A {@link Option.Number}. */
  public double number(String name) {
    return (Double) get(name);
  }

  /** A {@link Option.Whole}. */
  public int whole(String name) {
    return Math.toIntExact((Long) get(name));
  }

  /** A {@link Option.Choice}. */
  public String choice(String name) {
    return (String) get(name);
  }

  /** A {@link Option.Word}. */
  public String word(String name) {
    return (String) get(name);
  }

  /** A {@link Option.Flag}. */
  public boolean flag(String name) {
    return (Boolean) get(name);
  }

  /** {@link Option.Numbers}. */
  public List<Double> numbers(String name) {
    return ((List<?>) get(name)).stream().map(Double.class::cast).toList();
  }

  /** All of them by name, in alphabetical order. */
  public Map<String, Object> all() {
    return new LinkedHashMap<>(values);
  }

  private Object get(String name) {
    Object value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no option " + name + " among " + values.keySet());
    }
    return value;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Options other && other.values.equals(values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
