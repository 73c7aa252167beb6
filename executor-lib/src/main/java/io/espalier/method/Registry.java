package io.espalier.method;

import io.espalier.input.InputException;
import io.espalier.input.Nearest;
import java.util.List;
import java.util.function.Function;

/** The methods of one kind, by name. */
public final class Registry<T> {
  /** A method and how it is made. */
  public record Entry<T>(Method method, Function<Options, ? extends T> maker) {}

  private final String key;
  private final List<Entry<T>> entries;

  /**
   * @param key of the configuration that names such a method, for messages: {@code prune.scope}
   */
  public Registry(String key, List<Entry<T>> entries) {
    this.key = key;
    this.entries = List.copyOf(entries);
  }

  /** All names, in the order in which help texts list them. */
  public List<String> names() {
    return entries.stream().map(e -> e.method().name()).toList();
  }

  /** What is known of each. */
  public List<Method> methods() {
    return entries.stream().map(Entry::method).toList();
  }

  /**
   * What is known of one.
   *
   * @throws InputException for an unknown name, with the nearest known one
   */
  public Method method(String name) {
    return entry(name).method();
  }

  /**
   * A method, made with its options.
   *
   * @throws InputException for an unknown name, with the nearest known one
   */
  public T named(String name, Options options) {
    return entry(name).maker().apply(options);
  }

  /**
   * A method, made with all its defaults.
   *
   * @throws InputException for an unknown name, with the nearest known one
   */
  public T named(String name) {
    return named(name, Options.of(method(name)));
  }

  private Entry<T> entry(String name) {
    return entries.stream()
        .filter(e -> e.method().name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    key,
                    "is " + name,
                    "one of " + names() + "; the nearest is " + Nearest.to(name, names())));
  }
}
