package io.espalier.train;

/**
 * Shortens a gradient that is longer than a bound: {@code g · min(1, c / ‖g‖₂)}, its direction
 * kept.
 *
 * <p>Source: Pascanu, Mikolov, Bengio, <i>On the Difficulty of Training Recurrent Neural
 * Networks</i>, ICML 2013, arXiv:1211.5063, algorithm 1. The norm is of the whole objective's
 * gradient, penalties included, over all that survives and trains.
 */
final class Clipping {
  private Clipping() {}

  /**
   * In place.
   *
   * @param g the gradient, 0 for what does not train
   * @param most the bound c; 0: none
   */
  static void clip(float[] g, double most) {
    if (most == 0) {
      return;
    }
    double squares = 0;
    for (float v : g) {
      squares += (double) v * v;
    }
    double norm = Math.sqrt(squares);
    if (norm > most) {
      float scale = (float) (most / norm);
      for (int i = 0; i < g.length; i++) {
        g[i] *= scale;
      }
    }
  }
}
