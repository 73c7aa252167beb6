package io.espalier.train.sparse;

import io.espalier.mask.Mask;
import java.util.Arrays;

/** Turns a layer's mask into what its kernels walk along. */
final class PatternCompiler {
  private final WindowLayout layout;
  private final int survivors;
  private final int[] places;
  private final int[] ptr;
  private final int[] off;
  private final int[] rowOf;
  private final int[] tapOf;

  private PatternCompiler(WindowLayout layout, Mask mask, int first, int survivors) {
    this.layout = layout;
    this.survivors = survivors;
    places = new int[survivors];
    ptr = new int[layout.rows() + 1];
    off = new int[survivors];
    rowOf = new int[survivors];
    tapOf = new int[survivors];
    int taps = layout.taps();
    int k = 0;
    for (int row = 0; row < layout.rows(); row++) {
      int begin = first + row * taps;
      int group = row / layout.rowsOfGroup() * layout.inputs() * layout.in().channel();
      for (int i = mask.next(begin); i < begin + taps; i = mask.next(i + 1)) {
        places[k] = i - first;
        rowOf[k] = row;
        tapOf[k] = i - begin;
        off[k++] = layout.tapOff()[i - begin] + group;
      }
      ptr[row + 1] = k;
    }
  }

  /**
   * Makes the pattern.
   *
   * @param first index of the layer's first weight in the mask
   * @param base where its survivors begin among all
   */
  static Pattern pattern(WindowLayout layout, Mask mask, int first, int base) {
    int all = layout.rows() * layout.taps();
    int left = mask.survivors(first, first + all);
    return pattern(layout, mask, first, base, CostTable.dense(layout.point(), (double) left / all));
  }

  /**
   * As above, but whatever the cost table says.
   *
   * @param dense whether the register-blocked kernels take the layer
   */
  static Pattern pattern(WindowLayout layout, Mask mask, int first, int base, boolean dense) {
    int all = layout.rows() * layout.taps();
    int left = mask.survivors(first, first + all);
    if (dense && left == all) {
      return Pattern.whole(base, left);
    }
    PatternCompiler compiler = new PatternCompiler(layout, mask, first, left);
    return dense
        ? Pattern.blocked(base, all, compiler.places)
        : compiler.sparse(base, layout.borders() == null ? null : compiler.transposed());
  }

  /**
   * Bytes of a pattern's arrays, reckoned from how much survives: an entry's visits by the border
   * classes are those of the average tap.
   */
  static long bytes(WindowLayout layout, double density) {
    long all = (long) layout.rows() * layout.taps();
    long left = Math.round(density * all);
    if (CostTable.dense(layout.point(), density)) {
      return left == all ? 0 : (left + 2 * all) * Float.BYTES;
    }
    long transposed = 0;
    if (layout.borders() != null) {
      int kinds = layout.borders().count();
      long reached = 0;
      for (int kind = 0; kind < kinds; kind++) {
        reached += Arrays.stream(layout.reached(kind)).filter(at -> at >= 0).count();
      }
      long visits = left * reached / layout.geometry().taps();
      int channels = layout.in().channels() + 1;
      transposed = (long) kinds * channels + 2 * visits + (layout.point() ? 0 : left + channels);
    }
    return (layout.rows() + 1 + 2 * left + transposed) * Integer.BYTES;
  }

  private Pattern sparse(int base, Transposed t) {
    return new Pattern(base, survivors, false, places, null, null, ptr, off, t);
  }

  private Transposed transposed() {
    int channels = layout.in().channels();
    int taps = layout.geometry().taps();
    int kinds = layout.borders().count();
    int[] channelOf = new int[survivors];
    for (int k = 0; k < survivors; k++) {
      int group = layout.groups() == 1 ? 0 : rowOf[k] / layout.rowsOfGroup();
      channelOf[k] = group * layout.inputs() + (taps == 1 ? tapOf[k] : tapOf[k] / taps);
      tapOf[k] = taps == 1 ? 0 : tapOf[k] % taps;
    }
    boolean point = layout.point();
    int[] begins = point ? null : begins(channelOf, channels);
    int[] place = point ? null : places(channelOf, begins);
    int[] columns = new int[kinds * (channels + 1)];
    int[][] reached = new int[kinds][];
    int entries = 0;
    for (int kind = 0; kind < kinds; kind++) {
      reached[kind] = layout.reached(kind);
      int at = kind * (channels + 1);
      for (int k = 0; k < survivors; k++) {
        columns[at + channelOf[k] + 1] += reached[kind][tapOf[k]] < 0 ? 0 : 1;
      }
      columns[at] = entries;
      for (int c = 0; c < channels; c++) {
        columns[at + c + 1] += columns[at + c];
      }
      entries = columns[at + channels];
    }
    int[] offsets = new int[entries];
    int[] from = new int[entries];
    int[] next = columns.clone();
    int stride = layout.out().gradientChannel();
    for (int kind = 0; kind < kinds; kind++) {
      int at = kind * (channels + 1);
      for (int k = 0; k < survivors; k++) {
        int shift = reached[kind][tapOf[k]];
        if (shift >= 0) {
          int e = next[at + channelOf[k]]++;
          offsets[e] = rowOf[k] * stride + shift;
          from[e] = point ? k : place[k];
        }
      }
    }
    return new Transposed(columns, offsets, from, point ? null : inverse(place), begins);
  }

  private static int[] begins(int[] channelOf, int channels) {
    int[] begins = new int[channels + 1];
    for (int c : channelOf) {
      begins[c + 1]++;
    }
    for (int c = 0; c < channels; c++) {
      begins[c + 1] += begins[c];
    }
    return begins;
  }

  /** Each survivor's place among all by channel, a channel's in the order of the rows. */
  private static int[] places(int[] channelOf, int[] begins) {
    int[] next = begins.clone();
    int[] place = new int[channelOf.length];
    for (int k = 0; k < place.length; k++) {
      place[k] = next[channelOf[k]]++;
    }
    return place;
  }

  private static int[] inverse(int[] place) {
    int[] order = new int[place.length];
    for (int k = 0; k < place.length; k++) {
      order[place[k]] = k;
    }
    return order;
  }
}
