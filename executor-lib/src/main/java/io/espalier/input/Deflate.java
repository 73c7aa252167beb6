package io.espalier.input;

/** The packing of zip and gzip. */
public final class Deflate {
  /** It cannot pack tighter than 1,032 to 1: what claims to be larger unpacked is no such data. */
  public static final long MOST_RATIO = 1032;

  private Deflate() {}
}
