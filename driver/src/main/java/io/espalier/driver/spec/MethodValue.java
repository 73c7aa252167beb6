package io.espalier.driver.spec;

import io.espalier.input.Nearest;
import io.espalier.method.Method;
import io.espalier.method.Option;
import io.espalier.method.Options;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A method as the YAML names it: {@code snip}, or {@code {name: grasp, temperature: 200}}.
 *
 * @param name of the method
 * @param options all of them, defaults included; null where the name is not known
 */
record MethodValue(String name, Options options) {
  private static final String NAME = "name";

  /** Reads the value of a key; what does not fit is a problem, and the default counts. */
  static MethodValue read(Section parent, String key, String otherwise, List<Method> methods) {
    if (!(parent.all().get(key) instanceof YamlNode.Fields)) {
      String name = parent.choice(key, otherwise, methods.stream().map(Method::name).toList());
      return new MethodValue(name, Options.of(method(name, methods)));
    }
    Section own = parent.section(key);
    String name = own.choice(NAME, otherwise, methods.stream().map(Method::name).toList());
    Method method = method(name, methods);
    Map<String, Object> given = new LinkedHashMap<>();
    for (Option option : method.options()) {
      if (own.has(option.name())) {
        Object value = value(own, option);
        if (option.allows(value)) {
          given.put(option.name(), value);
        } else {
          own.wrong(option.name(), "is " + own.all().get(option.name()).text(), option.limits());
        }
      }
    }
    own.all().keySet().stream()
        .filter(
            k -> !k.equals(NAME) && method.options().stream().noneMatch(o -> o.name().equals(k)))
        .forEach(k -> own.wrong(k, "is no option of " + name, expected(k, method)));
    return new MethodValue(name, Options.of(method, given));
  }

  private static Method method(String name, List<Method> methods) {
    return methods.stream().filter(m -> m.name().equals(name)).findFirst().orElseThrow();
  }

  private static String expected(String key, Method method) {
    List<String> known = method.options().stream().map(Option::name).toList();
    return known.isEmpty()
        ? "no options: it has none"
        : "one of " + String.join(", ", known) + "; the nearest is " + Nearest.to(key, known);
  }

  private static Object value(Section own, Option option) {
    YamlNode node = own.all().get(option.name());
    if (option instanceof Option.Number) {
      return number(node);
    }
    if (option instanceof Option.Whole) {
      return node.text().matches("-?[0-9]{1,18}") ? Long.valueOf(node.text()) : node.text();
    }
    if (option instanceof Option.Flag) {
      return node.text().matches("true|false") ? Boolean.valueOf(node.text()) : node.text();
    }
    if (option instanceof Option.Numbers) {
      return node instanceof YamlNode.Items items
          ? items.values().stream().map(MethodValue::number).collect(Collectors.toList())
          : node.text();
    }
    return node.text();
  }

  private static Object number(YamlNode node) {
    return Section.NUMBER.matcher(node.text()).matches()
        ? Double.valueOf(node.text())
        : node.text();
  }

  /** As it is written to the run folder: the name alone where the method has no options. */
  static Object write(String name, Options options) {
    if (options == null || options.all().isEmpty()) {
      return name;
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(NAME, name);
    all.putAll(options.all());
    return all;
  }
}
