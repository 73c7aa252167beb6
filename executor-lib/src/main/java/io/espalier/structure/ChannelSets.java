package io.espalier.structure;

import java.util.ArrayList;
import java.util.List;

/** Disjoint sets of channels; a set is named by its smallest channel, so that order is fixed. */
final class ChannelSets {
  private final List<Integer> parent = new ArrayList<>();

  /** By a set's root: why it is protected, or null. */
  private final List<String> reasons = new ArrayList<>();

  /** New channels, each a set of its own. */
  int[] fresh(int count) {
    int[] all = new int[count];
    for (int i = 0; i < count; i++) {
      all[i] = parent.size();
      parent.add(all[i]);
      reasons.add(null);
    }
    return all;
  }

  /** Makes one set of each pair. */
  void unite(int[] a, int[] b) {
    for (int i = 0; i < a.length; i++) {
      int x = root(a[i]);
      int y = root(b[i]);
      int low = Math.min(x, y);
      int high = Math.max(x, y);
      parent.set(high, low);
      if (reasons.get(low) == null) {
        reasons.set(low, reasons.get(high));
      }
    }
  }

  /** The first reason given for a set stays. */
  void protect(int[] channels, String why) {
    for (int c : channels) {
      int set = root(c);
      if (reasons.get(set) == null) {
        reasons.set(set, why);
      }
    }
  }

  /** Each channel's set. */
  int[] of(int[] channels) {
    int[] all = new int[channels.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = root(channels[i]);
    }
    return all;
  }

  /** Why a set is protected; null if it is not. */
  String why(int set) {
    return reasons.get(root(set));
  }

  private int root(int channel) {
    int c = channel;
    while (parent.get(c) != c) {
      parent.set(c, parent.get(parent.get(c)));
      c = parent.get(c);
    }
    return c;
  }
}
