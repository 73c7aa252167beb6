package io.espalier.driver.run;

import java.io.DataOutputStream;
import java.io.IOException;

/** Writes what a file is to hold; numbers big-endian. */
@FunctionalInterface
public interface Content {
  void to(DataOutputStream out) throws IOException;
}
