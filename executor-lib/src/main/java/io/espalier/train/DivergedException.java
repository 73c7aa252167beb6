package io.espalier.train;

/** A candidate's arithmetic left the finite numbers; the candidate fails, the sweep goes on. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public DivergedException(String message) {
    super(message);
  }
}
