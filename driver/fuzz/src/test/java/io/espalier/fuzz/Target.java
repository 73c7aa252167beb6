package io.espalier.fuzz;

import java.util.List;

/** A reader of files that nobody vouches for. */
public interface Target {
  /** Sound inputs, small and made here; mutations begin from them. */
  List<byte[]> seeds() throws Exception;

  /**
   * Reads an input and looks at what came of it.
   *
   * @return whether it was taken for a sound one
   * @throws io.espalier.input.InputException the one right way to refuse
   * @throws AssertionError if it was read, and what came of it cannot be right
   */
  boolean read(byte[] input) throws Exception;
}
