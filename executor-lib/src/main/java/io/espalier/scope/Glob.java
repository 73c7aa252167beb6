package io.espalier.scope;

/** Names with wildcards: {@code *} stands for any characters, {@code ?} for one. */
public final class Glob {
  private Glob() {}

  /** Whether the glob, or plain name, fits the whole name. */
  public static boolean matches(String glob, String name) {
    if (glob.isEmpty()) {
      return name.isEmpty();
    }
    if (glob.charAt(0) == '*') {
      return matches(glob.substring(1), name)
          || (!name.isEmpty() && matches(glob, name.substring(1)));
    }
    return !name.isEmpty()
        && (glob.charAt(0) == '?' || glob.charAt(0) == name.charAt(0))
        && matches(glob.substring(1), name.substring(1));
  }
}
