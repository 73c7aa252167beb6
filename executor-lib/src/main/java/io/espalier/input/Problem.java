package io.espalier.input;

/**
 * One mistake of a user, said so that it can be mended.
 *
 * @param where file and line, key or position: {@code sweep.yaml:7: prune.sparsity}
 * @param what what is wrong there, with the value found: {@code is 90.0}
 * @param expected what would be right: {@code a share in [0, 1)}
 */
public record Problem(String where, String what, String expected) {
  /** The line that the user reads. */
  public String line() {
    return where + " " + what + ", expected " + expected;
  }
}
