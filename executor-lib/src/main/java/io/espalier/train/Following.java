package io.espalier.train;

import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import java.util.ArrayList;
import java.util.List;

/** At each step only the weights that matter most follow the gradient. */
final class Following implements Hiding {
  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = 1 << DIGIT_BITS;

  private final float[] start;
  private final List<Slot> slots = new ArrayList<>();
  private final int[] products;
  private final int others;

  Following(Network network, ShadowRule.SparseMomentum rule, float[] start) {
    this.start = start;
    int all = 0;
    for (Slot slot : network.prunable()) {
      if (rule.layers().contains(slot.operation().name())) {
        slots.add(slot);
        all += slot.size();
      }
    }
    this.products = new int[all];
    this.others = (int) Math.round(rule.sparsity() * all);
  }

  @Override
  public float[] start() {
    return start;
  }

  @Override
  public float[] computing(float[] w) {
    return w;
  }

  /** Takes the gradient from the weights of the lowest products; of equal ones, the first. */
  @Override
  public void steer(float[] w, float[] g, double rate) {
    int n = 0;
    for (Slot slot : slots) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        // The bits of magnitudes are in the magnitudes' order.
        products[n++] = Float.floatToRawIntBits(Math.abs(w[i] * g[i]));
      }
    }
    int[] limit = limit();
    int equal = limit[1];
    n = 0;
    for (Slot slot : slots) {
      for (int i = slot.offset(); i < slot.end(); i++, n++) {
        if (products[n] < limit[0] || (products[n] == limit[0] && equal-- > 0)) {
          g[i] = 0;
        }
      }
    }
  }

  /** The largest product that does not follow, and how many of those that equal it do not. */
  private int[] limit() {
    int prefix = 0;
    int left = others;
    for (int shift = 2 * DIGIT_BITS; shift >= 0; shift -= DIGIT_BITS) {
      int[] counts = new int[DIGITS];
      int above = shift + DIGIT_BITS;
      for (int p : products) {
        if (above > 31 || p >>> above == prefix >>> above) {
          counts[p >>> shift & DIGITS - 1]++;
        }
      }
      int digit = 0;
      while (digit < DIGITS - 1 && counts[digit] < left) {
        left -= counts[digit++];
      }
      prefix |= digit << shift;
    }
    return new int[] {prefix, left};
  }
}
