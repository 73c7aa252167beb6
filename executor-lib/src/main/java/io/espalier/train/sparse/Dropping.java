package io.espalier.train.sparse;

import io.espalier.shard.Seeds;

/**
 * Dropout: zeroes each activation with probability {@code rate} and scales up the others, so that
 * the mean stays. Which ones, a hash of the step's seed, the feature and the example decides: not
 * how widely the batch is padded.
 *
 * <p>Source: Srivastava et al., <i>Dropout: A Simple Way to Prevent Neural Networks from
 * Overfitting</i>, JMLR 2014, in its inverted form.
 */
final class Dropping implements Node {
  private final double rate;
  private final long salt;
  private final View in;
  private final View out;
  private final boolean needsInputGradient;
  private final boolean add;

  Dropping(double rate, String name, View in, View out, boolean needsInputGradient, boolean add) {
    this.rate = rate;
    this.salt = Seeds.of(name);
    this.in = in;
    this.out = out;
    this.needsInputGradient = needsInputGradient;
    this.add = add;
  }

  /** The factor of one activation, {@code place} being {@code feature · batch + example}. */
  private float factor(long seed, int place) {
    if (seed == 0) {
      return 1f;
    }
    long drawn = (long) (place / in.batch()) << 32 | place % in.batch();
    double u = (Seeds.mix(seed, salt, drawn) >>> 11) * 0x1p-53;
    return u < rate ? 0f : (float) (1 / (1 - rate));
  }

  @Override
  public void forward(Pass pass) {
    float[] a = pass.a();
    int place = 0;
    for (int c = 0; c < in.channels(); c++) {
      for (int y = 0; y < in.height(); y++) {
        int from = in.origin() + c * in.channel() + y * in.row();
        int to = out.origin() + c * out.channel() + y * out.row();
        for (int i = 0; i < in.gradientRow(); i++) {
          a[to + i] = a[from + i] * factor(pass.dropout(), place++);
        }
      }
    }
  }

  @Override
  public void backward(Pass pass) {
    if (!needsInputGradient) {
      return;
    }
    float[] a = pass.a();
    for (int i = 0; i < in.gradientSize(); i++) {
      float d = a[out.gradient() + i] * factor(pass.dropout(), i);
      int into = in.gradient() + i;
      a[into] = add ? a[into] + d : d;
    }
  }
}
