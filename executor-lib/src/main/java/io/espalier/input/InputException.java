package io.espalier.input;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a user gave cannot be used; every problem found is listed. The command line exits with 2.
 */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  /**
   * Refuses with all problems at once.
   *
   * @param problems at least one
   */
  public InputException(List<Problem> problems) {
    super(problems.stream().map(Problem::line).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** Refuses with one problem. */
  public InputException(String where, String what, String expected) {
    this(List.of(new Problem(where, what, expected)));
  }

  /** The problems; empty after the exception itself has crossed a process boundary. */
  public List<Problem> problems() {
    return problems == null ? List.of() : problems;
  }
}
