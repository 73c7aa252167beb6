package io.espalier.exact;

import static io.espalier.train.sparse.Sketch.same;
import static io.espalier.train.sparse.Sketch.window;

import io.espalier.model.Network;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Operation.Border;
import io.espalier.model.Operation.Window;
import io.espalier.train.sparse.Sketch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Small networks, together with every operation in every form, and values and directions. */
final class Drawn {
  private Drawn() {}

  static Map<String, Network> networks() {
    Map<String, Network> all = new LinkedHashMap<>();
    all.put("dense", new Sketch(5).dense(4).act(Function.TANH).dense(3).classes(3));
    all.put("no hidden layer", new Sketch(2, 2, 3).classes(4));
    for (Function f : Function.values()) {
      all.put("dense " + f, new Sketch(4).dense(5).act(f).dense(4).classes(3));
    }
    all.put("softmax of an image", conv().act(Function.SOFTMAX).globalPool(false).classes(3));
    Map<String, Window> windows = new LinkedHashMap<>();
    windows.put("padded", window(3, 1, 1, 1));
    windows.put("strided", window(2, 2, 0, 1));
    windows.put("dilated", window(2, 1, 1, 2));
    windows.put("same, strided", same(3, 2, 1));
    windows.put("same, even", same(2, 1, 1));
    windows.put("unequal", new Window(2, 3, 2, 1, 1, 1, 1, 1, Border.EXPLICIT));
    windows.forEach(
        (name, w) -> {
          all.put("conv " + name, conv().conv(3, w, 1, true).act(Function.TANH).classes(3));
          all.put("average pool " + name, conv().pool(false, w).act(Function.TANH).classes(3));
          all.put("max pool " + name, conv().pool(true, w).act(Function.TANH).classes(3));
        });
    all.put("conv grouped", conv().conv(6, same(3, 2, 1), 2, false).act(Function.TANH).classes(3));
    all.put("conv of channels", conv().conv(4, window(3, 1, 1, 1), 4, true).classes(3));
    all.put("global average", conv().globalPool(false).classes(3));
    all.put("global max", conv().globalPool(true).classes(3));
    all.put("norm, dense", new Sketch(5).dense(4).norm().act(Function.TANH).classes(3));
    all.put("norm of the input", new Sketch(2, 2, 3).norm().classes(3));
    all.put("norm twice", conv().norm().conv(3, same(3, 2, 1), 1, false).norm().classes(3));
    all.put("graph", graph());
    all.put("dropout", new Sketch(4).dense(5).act(Function.TANH).dropout(0.5).classes(3));
    return all;
  }

  private static Sketch conv() {
    return new Sketch(2, 4, 5).conv(4, window(2, 1, 0, 1), 1, true).act(Function.TANH);
  }

  /** One activation feeds a convolution, a sum and a concatenation. */
  private static Network graph() {
    Sketch s = new Sketch(2, 4, 4).conv(3, window(3, 1, 1, 1), 1, true).act(Function.SIGMOID);
    String stem = s.last();
    String other = s.conv(3, window(3, 1, 1, 1), 1, false).norm().last();
    String sum = s.add(stem, other, stem).act(Function.SWISH).last();
    return s.concat(sum, stem).globalPool(false).classes(3);
  }

  /** Values around 0, with variances and scales that are positive. */
  static double[] values(Network network, long seed) {
    double[] w = direction(network, seed);
    for (Network.Slot slot : network.slots()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        switch (slot.parameter().role()) {
          case SCALE, RUNNING_VARIANCE -> w[i] = 1 + 0.5 * w[i];
          default -> w[i] *= 0.8;
        }
      }
    }
    return w;
  }

  /** Uniform in [-1, 1). */
  static double[] direction(Network network, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return random.doubles(network.size(), -1, 1).toArray();
  }
}
