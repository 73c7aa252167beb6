package io.espalier.driver.run;

import java.io.IOException;
import java.io.InputStream;

/**
 * A file as it was meant to be.
 *
 * @param name relative to the run folder
 * @param size bytes
 * @param sha256 hex
 */
record Written(String name, long size, String sha256) {
  /** Whether a stream holds just this. */
  boolean same(InputStream in) throws IOException {
    return equals(Sha256.read(name, in));
  }
}
