package io.espalier.datasets.source;

import java.io.Serializable;

/**
 * One row of a table as understood: either a label and finite features, or what is wrong with it.
 *
 * @param label its canonical text; empty in a bad row
 * @param features none in a bad row
 * @param fault empty in a good row
 */
record Reading(String label, float[] features, String fault) implements Serializable {
  private static final float[] NONE = {};

  static Reading good(String label, float[] features) {
    return new Reading(label, features, "");
  }

  static Reading bad(String fault) {
    return new Reading("", NONE, fault);
  }

  boolean isGood() {
    return fault.isEmpty();
  }

  int width() {
    return features.length;
  }
}
