package io.espalier.driver.run;

/** A candidate's JSON where it is part of another file. */
public final class CandidateFile {
  private CandidateFile() {}

  /** What {@code candidates/ID.json} holds. */
  public static byte[] bytes(CandidateResult result) {
    return RunJson.candidate(result);
  }

  /**
   * Reads it.
   *
   * @param where for messages
   * @throws io.espalier.input.InputException if it is not whole, or of another version
   */
  public static CandidateResult of(byte[] bytes, String where) {
    return RunJson.candidate(RunJson.parse(where, "candidate", bytes));
  }
}
