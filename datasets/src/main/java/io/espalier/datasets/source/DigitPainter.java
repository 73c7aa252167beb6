package io.espalier.datasets.source;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws a digit as somebody might write it: a glyph with displaced points, turned, slanted, scaled
 * and shifted, by a pen of some width, among stray strokes and noise. Pure arithmetic that gives
 * the same bytes on every platform.
 *
 * <p>The amounts are set so that LeNet-300-100, trained on 6,000 pictures, errs on a few in a
 * hundred: enough for pruning to show.
 */
final class DigitPainter {
  /** Pixels in a row and rows in a picture. */
  static final int SIDE = 28;

  /** The unit square's side in pixels, before scaling. */
  private static final double SIZE = 23;

  private static final double JITTER = 0.028;
  private static final double ROTATION = 0.15;
  private static final double SHEAR = 0.16;
  private static final double SHIFT = 0.8;
  private static final double NOISE = 14;
  private static final double STRAY = 0.35;

  private final SplittableRandom random;
  private final double[] ink = new double[SIDE * SIDE];

  private DigitPainter(SplittableRandom random) {
    this.random = random;
  }

  /** A picture, row-major, bright on dark: the same for the same arguments. */
  static byte[] paint(int digit, long seed) {
    return new DigitPainter(new SplittableRandom(seed)).paint(digit);
  }

  private byte[] paint(int digit) {
    List<Glyph> ways = Glyph.DIGITS.get(digit);
    Glyph glyph = ways.get(random.nextInt(ways.size()));
    double[] affine = affine();
    Pen pen = pen();
    for (Glyph.Stroke stroke : glyph.strokes()) {
      draw(place(stroke.jittered(random, JITTER).polyline(), affine), pen);
    }
    if (random.nextDouble() < STRAY) {
      drawStray();
    }
    byte[] pixels = new byte[ink.length];
    for (int i = 0; i < pixels.length; i++) {
      long value = Math.round(255 * ink[i] + NOISE * Glyph.bell(random));
      pixels[i] = (byte) Math.max(0, Math.min(255, value));
    }
    return pixels;
  }

  /**
   * @param radius half the stroke's width in pixels
   * @param soft width in pixels over which ink fades out
   * @param strength ink in the stroke's middle
   */
  private record Pen(double radius, double soft, double strength) {}

  private Pen pen() {
    return new Pen(between(0.6, 1.4), between(0.9, 1.7), between(0.6, 1));
  }

  private double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /** {@code x' = a·x + b·y + c, y' = d·x + e·y + f}, from the unit square to pixels. */
  private double[] affine() {
    double angle = ROTATION * Glyph.bell(random);
    double shear = SHEAR * Glyph.bell(random);
    double width = SIZE * between(0.75, 1.05);
    double height = SIZE * between(0.8, 1.05);
    double sin = StrictMath.sin(angle);
    double cos = StrictMath.cos(angle);
    double a = cos * width;
    double b = (cos * shear - sin) * height;
    double d = sin * width;
    double e = (sin * shear + cos) * height;
    double middle = SIDE / 2.0;
    double c = middle + SHIFT * Glyph.bell(random) - (a + b) / 2;
    double f = middle + SHIFT * Glyph.bell(random) - (d + e) / 2;
    return new double[] {a, b, c, d, e, f};
  }

  private static double[] place(double[] line, double[] m) {
    double[] placed = new double[line.length];
    for (int i = 0; i < line.length; i += 2) {
      placed[i] = m[0] * line[i] + m[1] * line[i + 1] + m[2];
      placed[i + 1] = m[3] * line[i] + m[4] * line[i + 1] + m[5];
    }
    return placed;
  }

  /** A short stroke that belongs to no digit. */
  private void drawStray() {
    double x = between(0, SIDE);
    double y = between(0, SIDE);
    draw(new double[] {x, y, x + 4 * Glyph.bell(random), y + 4 * Glyph.bell(random)}, pen());
  }

  private void draw(double[] line, Pen pen) {
    for (int i = 0; i + 3 < line.length; i += 2) {
      draw(line[i], line[i + 1], line[i + 2], line[i + 3], pen);
    }
  }

  /** Ink by distance from the segment; where strokes cross, the stronger counts. */
  private void draw(double x0, double y0, double x1, double y1, Pen pen) {
    double reach = pen.radius + pen.soft;
    int left = (int) Math.max(0, Math.floor(Math.min(x0, x1) - reach));
    int right = (int) Math.min(SIDE - 1, Math.ceil(Math.max(x0, x1) + reach));
    int top = (int) Math.max(0, Math.floor(Math.min(y0, y1) - reach));
    int bottom = (int) Math.min(SIDE - 1, Math.ceil(Math.max(y0, y1) + reach));
    double dx = x1 - x0;
    double dy = y1 - y0;
    double length = dx * dx + dy * dy;
    for (int y = top; y <= bottom; y++) {
      for (int x = left; x <= right; x++) {
        double px = x + 0.5 - x0;
        double py = y + 0.5 - y0;
        double t = length == 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / length));
        double ex = px - t * dx;
        double ey = py - t * dy;
        double beyond = Math.sqrt(ex * ex + ey * ey) - pen.radius;
        double value = pen.strength * Math.max(0, Math.min(1, 1 - beyond / pen.soft));
        ink[y * SIDE + x] = Math.max(ink[y * SIDE + x], value);
      }
    }
  }
}
