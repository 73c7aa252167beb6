package io.espalier.datasets.fetch;

/** Hears how a download goes on; called on the downloading thread. */
public interface FetchListener {
  /** Hears nothing. */
  FetchListener NONE = new FetchListener() {};

  /**
   * A file begins.
   *
   * @param already bytes there from an earlier try
   * @param total bytes in all; -1 where the server does not say
   */
  default void started(String file, long already, long total) {}

  /** More bytes have come, {@code total} in all, earlier tries included. */
  default void advanced(String file, long total) {}

  /** A file is there and its checksum is right, whether it was downloaded or found. */
  default void finished(String file) {}
}
