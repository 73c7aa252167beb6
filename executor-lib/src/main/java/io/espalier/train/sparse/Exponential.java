package io.espalier.train.sparse;

/**
 * {@code eˣ} in single precision, the same bits on every processor: range reduction by ln 2 in two
 * parts and a polynomial of degree 5, to about one unit in the last place.
 *
 * <p>Source: the coefficients are those of Moshier's Cephes library, {@code expf.c}.
 */
final class Exponential {
  private static final float LOG2_E = 1.44269504088896341f;
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;
  private static final float LARGEST = 88.3f;
  private static final float SMALLEST = -87.3f;

  private Exponential() {}

  /** NaN stays NaN; results beyond the finite numbers are held at their border. */
  static float of(float x) {
    float c = Math.min(LARGEST, Math.max(SMALLEST, x));
    float n = (float) Math.rint(c * LOG2_E);
    float r = Math.fma(n, -LN2_HIGH, c);
    r = Math.fma(n, -LN2_LOW, r);
    float p = 1.9875691500e-4f;
    p = Math.fma(p, r, 1.3981999507e-3f);
    p = Math.fma(p, r, 8.3334519073e-3f);
    p = Math.fma(p, r, 4.1665795894e-2f);
    p = Math.fma(p, r, 1.6666665459e-1f);
    p = Math.fma(p, r, 5.0000001201e-1f);
    float y = Math.fma(p, r * r, r) + 1f;
    return x < SMALLEST ? 0f : y * Float.intBitsToFloat(((int) n + 127) << 23);
  }
}
