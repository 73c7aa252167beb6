package io.espalier.datasets.split;

import io.espalier.datasets.source.Identity;
import java.io.Serializable;

/**
 * A record's place in its class's order of keys.
 *
 * @param key compared as unsigned; records with equal keys are ordered by identity
 */
record Rank(long key, Identity identity) implements Serializable, Comparable<Rank> {
  @Override
  public int compareTo(Rank o) {
    int c = Long.compareUnsigned(key, o.key);
    return c != 0 ? c : identity.compareTo(o.identity);
  }
}
