package io.espalier.criterion;

import io.espalier.model.Network;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.train.sparse.Sketch;
import java.util.SplittableRandom;

/** Networks with what the criteria look for, for tests. */
final class Drawings {
  private Drawings() {}

  /** Two hidden layers with rectifiers. */
  static Network dense() {
    return new Sketch(5).dense(6).act(Function.RELU).dense(4).act(Function.RELU).classes(3);
  }

  /** Two convolutions with batch norm and rectifiers, the second strided; a pool. */
  static Network convolutions() {
    return new Sketch(2, 6, 6)
        .conv(4, Sketch.same(3, 1, 1), 1, false)
        .norm()
        .act(Function.RELU)
        .pool(true, Sketch.window(2, 2, 0, 1))
        .conv(6, Sketch.same(3, 2, 1), 1, false)
        .norm()
        .act(Function.RELU)
        .classes(3);
  }

  /** A residual block: o0 and o6 make the same channels, o3 its own. */
  static Network residual() {
    Sketch s = new Sketch(2, 4, 4).conv(3, Sketch.same(3, 1, 1), 1, false).norm();
    String stem = s.act(Function.RELU).last();
    String main =
        s.conv(4, Sketch.same(3, 1, 1), 1, false)
            .norm()
            .act(Function.RELU)
            .conv(3, Sketch.same(3, 1, 1), 1, false)
            .norm()
            .last();
    return s.add(main, stem).act(Function.RELU).globalPool(false).classes(3);
  }

  /** Values around 0, with scales and variances that are positive. */
  static float[] values(Network network, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[network.size()];
    for (Network.Slot slot : network.slots()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        double u = 2 * random.nextDouble() - 1;
        values[i] =
            (float)
                switch (slot.parameter().role()) {
                  case SCALE, RUNNING_VARIANCE -> 1 + 0.5 * u;
                  default -> 0.8 * u;
                };
      }
    }
    return values;
  }
}
