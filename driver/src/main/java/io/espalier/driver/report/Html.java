package io.espalier.driver.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Text and numbers as the page shows them; a number that is not there is a dash. */
final class Html {
  private static final String ABSENT = "–";

  private Html() {}

  /** Text that is safe between tags and in quoted attributes. */
  static String escape(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }

  /** A share in per cent with two decimals: {@code 98.13%}. */
  static String percent(double share) {
    return Double.isFinite(share) ? format("%.2f%%", share * 100) : ABSENT;
  }

  /** A share in per cent with at most three decimals and no trailing zeros: {@code 99.5%}. */
  static String shortPercent(double share) {
    if (!Double.isFinite(share)) {
      return ABSENT;
    }
    BigDecimal percent =
        BigDecimal.valueOf(share * 100).setScale(3, RoundingMode.HALF_EVEN).stripTrailingZeros();
    return percent.toPlainString() + "%";
  }

  /** A difference of shares in points, signed: {@code −0.21 points}. */
  static String points(double difference) {
    if (!Double.isFinite(difference)) {
      return ABSENT;
    }
    String number = format("%.2f", Math.abs(difference) * 100);
    String sign = number.equals("0.00") ? "±" : difference < 0 ? "−" : "+";
    return sign + number + " points";
  }

  /** A factor: {@code 12.3×}. */
  static String factor(double ratio) {
    return Double.isFinite(ratio) ? format(ratio < 100 ? "%.2f×" : "%.0f×", ratio) : ABSENT;
  }

  static String count(long n) {
    return format("%,d", n);
  }

  /** A duration: {@code 4.2 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
  static String seconds(double seconds) {
    if (!Double.isFinite(seconds)) {
      return ABSENT;
    }
    if (seconds < 100) {
      return format("%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? whole / 60 + " min " + whole % 60 + " s"
        : whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }

  /** A coordinate of the drawing. */
  static String xy(double coordinate) {
    return format("%.1f", coordinate);
  }

  static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
