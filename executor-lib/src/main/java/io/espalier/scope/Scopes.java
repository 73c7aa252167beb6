package io.espalier.scope;

import io.espalier.input.InputException;
import io.espalier.input.Nearest;
import java.util.List;

/** The scopes by name. */
public final class Scopes {
  private static final List<Scope> ALL =
      List.of(new GlobalScope(), new LayerScope(), new ErkScope());

  private Scopes() {}

  /**
   * The scope of that name.
   *
   * @throws InputException for an unknown name, with the nearest known one
   */
  public static Scope named(String name) {
    return ALL.stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "prune.scope",
                    "is " + name,
                    "one of " + names() + "; the nearest is " + Nearest.to(name, names())));
  }

  /** All names. */
  public static List<String> names() {
    return ALL.stream().map(Scope::name).toList();
  }
}
