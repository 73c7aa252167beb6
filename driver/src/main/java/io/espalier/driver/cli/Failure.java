package io.espalier.driver.cli;

/** An unforeseen failure in one line, for whoever sees no stack trace. */
final class Failure {
  private Failure() {}

  /**
   * What the outermost of its exceptions says that says anything of its own, and behind it the
   * innermost, where that is not in it.
   */
  static String line(Throwable failure) {
    Throwable outer = failure;
    while (outer.getCause() != null && isWrapping(outer)) {
      outer = outer.getCause();
    }
    Throwable root = outer;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String said = said(outer);
    String cause = said(root);
    return said.contains(cause) ? said : said + ": " + cause;
  }

  /** Whether it has no words but its cause's, which a constructor gives it. */
  private static boolean isWrapping(Throwable e) {
    return e.getMessage() == null
        || e.getMessage().isBlank()
        || e.getMessage().equals(e.getCause().toString());
  }

  private static String said(Throwable e) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    return message.lines().findFirst().map(String::strip).orElse(e.toString());
  }
}
