package io.espalier.scope;

import io.espalier.method.Registry;
import io.espalier.method.Registry.Entry;
import java.util.List;

/** The scopes by name: the one place where a new one is entered. */
public final class Scopes {
  public static final Registry<Scope> REGISTRY =
      new Registry<>(
          "prune.scope",
          List.of(
              new Entry<>(GlobalScope.METHOD, o -> new GlobalScope()),
              new Entry<>(LayerScope.METHOD, o -> new LayerScope()),
              new Entry<>(ErkScope.METHOD, o -> new ErkScope(o.number("power"))),
              new Entry<>(TableScope.METHOD, o -> new TableScope()),
              new Entry<>(
                  IsomorphicScope.METHOD, o -> new IsomorphicScope(o.choice("by").equals("shape"))),
              new Entry<>(SensitivityScope.METHOD, SensitivityScope::of)));

  private Scopes() {}
}
