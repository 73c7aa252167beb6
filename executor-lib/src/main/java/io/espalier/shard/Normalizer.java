package io.espalier.shard;

/** Normalises a shard's rows: {@code (float) ((x - shift) · factor)}, in double. */
final class Normalizer {
  /** Sets of 256 values that stay in the first cache beside the rows; more are not tabulated. */
  private static final int MOST_TABLES = 16;

  private final byte[] pixels;
  private final float[] floats;
  private final double[] shift;
  private final double[] factor;
  private final int width;
  private final float[][] tables;

  Normalizer(Shard shard, Normalization normalization) {
    this.pixels = shard.features() instanceof Shard.Pixels p ? p.values() : null;
    this.floats = shard.features() instanceof Shard.Floats f ? f.values() : null;
    this.shift = normalization.shift();
    this.factor = normalization.factor();
    this.width = shard.shape().size();
    boolean tabulated = pixels != null && shift.length <= MOST_TABLES;
    this.tables = tabulated ? new float[shift.length][256] : new float[0][];
    for (int c = 0; c < tables.length; c++) {
      for (int x = 0; x < 256; x++) {
        tables[c][x] = (float) ((x - shift[c]) * factor[c]);
      }
    }
  }

  /** One example's features. */
  void row(int example, float[] into, int at) {
    int from = example * width;
    int plane = width / shift.length;
    for (int c = 0; c < shift.length; c++) {
      int begin = c * plane;
      if (tables.length > 0) {
        look(tables[c], from + begin, into, at + begin, plane);
      } else {
        compute(shift[c], factor[c], from + begin, into, at + begin, plane);
      }
    }
  }

  private void look(float[] table, int from, float[] into, int at, int count) {
    for (int i = 0; i < count; i++) {
      into[at + i] = table[pixels[from + i] & 0xff];
    }
  }

  private void compute(double s, double f, int from, float[] into, int at, int count) {
    if (floats != null) {
      for (int i = 0; i < count; i++) {
        into[at + i] = (float) ((floats[from + i] - s) * f);
      }
    } else {
      for (int i = 0; i < count; i++) {
        into[at + i] = (float) (((pixels[from + i] & 0xff) - s) * f);
      }
    }
  }
}
