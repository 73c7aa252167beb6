package io.espalier.exact;

/**
 * Cross-entropy of {@code softmax(logits / temperature)}, times a weight: 1 for the sum over a
 * batch's examples, 1 / examples for their mean.
 *
 * @param labels class indices {@code [n]}; not copied
 */
public record CrossEntropy(int[] labels, double temperature, double weight) {
  /** The sum over the examples, at temperature 1. */
  public static CrossEntropy sum(int[] labels) {
    return new CrossEntropy(labels, 1, 1);
  }

  /** The mean over the examples, at temperature 1. */
  public static CrossEntropy mean(int[] labels) {
    return new CrossEntropy(labels, 1, 1.0 / labels.length);
  }

  /** The same loss of {@code logits / temperature}. */
  public CrossEntropy at(double otherTemperature) {
    return new CrossEntropy(labels, otherTemperature, weight);
  }

  /**
   * The loss.
   *
   * @param logits {@code [n, classes]} row-major
   */
  public double value(double[] logits) {
    double[] p = probabilities(logits, temperature, labels.length);
    double loss = 0;
    for (int e = 0; e < labels.length; e++) {
      loss -= Math.log(p[e * (p.length / labels.length) + labels[e]]);
    }
    return weight * loss;
  }

  /** Its gradient by the logits, {@code [n, classes]}: {@code weight / T · (p − y)}. */
  public double[] gradient(double[] logits) {
    double[] g = probabilities(logits, temperature, labels.length);
    for (int e = 0; e < labels.length; e++) {
      g[e * (g.length / labels.length) + labels[e]] -= 1;
    }
    for (int i = 0; i < g.length; i++) {
      g[i] *= weight / temperature;
    }
    return g;
  }

  /**
   * Its Hessian by the logits times a direction, {@code [n, classes]}: {@code weight / T² · (p·d −
   * p·Σ p·d)}, an example at a time.
   */
  public double[] hessianTimes(double[] logits, double[] direction) {
    double[] p = probabilities(logits, temperature, labels.length);
    int classes = p.length / labels.length;
    double[] product = new double[p.length];
    for (int e = 0; e < labels.length; e++) {
      double level = 0;
      for (int i = e * classes; i < (e + 1) * classes; i++) {
        level += p[i] * direction[i];
      }
      for (int i = e * classes; i < (e + 1) * classes; i++) {
        product[i] = weight / (temperature * temperature) * p[i] * (direction[i] - level);
      }
    }
    return product;
  }

  /** {@code softmax(logits / temperature)}, {@code [n, classes]}. */
  static double[] probabilities(double[] logits, double temperature, int n) {
    int classes = logits.length / n;
    double[] p = new double[logits.length];
    for (int e = 0; e < n; e++) {
      double most = Double.NEGATIVE_INFINITY;
      for (int i = e * classes; i < (e + 1) * classes; i++) {
        most = Math.max(most, logits[i]);
      }
      double total = 0;
      for (int i = e * classes; i < (e + 1) * classes; i++) {
        p[i] = Math.exp((logits[i] - most) / temperature);
        total += p[i];
      }
      for (int i = e * classes; i < (e + 1) * classes; i++) {
        p[i] /= total;
      }
    }
    return p;
  }
}
