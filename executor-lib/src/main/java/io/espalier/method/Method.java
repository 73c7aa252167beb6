package io.espalier.method;

import java.util.List;

/**
 * What is known of a method, for {@code espalier methods}, the README's table and every check of a
 * configuration.
 *
 * @param name in the configuration, lower-case with hyphens
 * @param summary what it does, in one line
 * @param paper authors, title, where and when; empty for what nobody claims
 * @param needs what it cannot do without
 * @param combines what it goes with, in words; empty for everything
 * @param options its own settings
 */
public record Method(
    Kind kind,
    String name,
    String summary,
    String paper,
    List<Need> needs,
    String combines,
    List<Option> options) {
  public Method {
    needs = List.copyOf(needs);
    options = List.copyOf(options);
  }

  /**
   * An option by its name.
   *
   * @throws IllegalArgumentException if the method has none of that name
   */
  public Option option(String optionName) {
    return options.stream()
        .filter(o -> o.name().equals(optionName))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + " has no option " + optionName));
  }

  /** Whether it needs this. */
  public boolean needs(Need need) {
    return needs.contains(need);
  }
}
