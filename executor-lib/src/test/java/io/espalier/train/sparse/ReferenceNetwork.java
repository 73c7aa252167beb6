package io.espalier.train.sparse;

import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Operation.Activation;
import io.espalier.model.Operation.Add;
import io.espalier.model.Operation.BatchNorm;
import io.espalier.model.Operation.Border;
import io.espalier.model.Operation.Concat;
import io.espalier.model.Operation.Convolution;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Operation.Dropout;
import io.espalier.model.Operation.Flatten;
import io.espalier.model.Operation.GlobalPool;
import io.espalier.model.Operation.Pool;
import io.espalier.model.Operation.Window;
import io.espalier.model.Shape;
import io.espalier.shard.Batch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * The forward pass of training as its definition says, in double precision and by plain loops, one
 * example an array {@code [channels · height · width]}; dropout passes everything.
 */
public final class ReferenceNetwork {
  private final Network network;
  private final double[] values;
  private final Map<String, double[][]> outputs = new HashMap<>();

  private ReferenceNetwork(Network network, double[] values) {
    this.network = network;
    this.values = values;
  }

  /** Cross-entropy of the last softmax, summed over the examples. */
  public static double loss(Network network, double[] values, Batch batch) {
    double[][] scores = scores(network, values, batch);
    double loss = 0;
    for (int e = 0; e < scores.length; e++) {
      double total = 0;
      for (double s : scores[e]) {
        total += Math.exp(s);
      }
      loss += Math.log(total) - scores[e][batch.labels()[e]];
    }
    return loss;
  }

  /** What the last softmax reads, {@code [examples][classes]}. */
  public static double[][] scores(Network network, double[] values, Batch batch) {
    ReferenceNetwork r = new ReferenceNetwork(network, values);
    int n = batch.size();
    double[][] input = new double[n][network.input().size()];
    for (int i = 0; i < batch.features().length; i++) {
      input[i / input[0].length][i % input[0].length] = batch.features()[i];
    }
    r.outputs.put(Network.INPUT, input);
    List<Operation> all = network.operations();
    for (Operation o : all.subList(0, all.size() - 1)) {
      r.outputs.put(o.name(), r.output(o));
    }
    return r.outputs.get(all.get(all.size() - 1).inputs().get(0));
  }

  private Shape shape(String name) {
    return name.equals(Network.INPUT)
        ? network.input()
        : network.operations().stream()
            .filter(o -> o.name().equals(name))
            .findFirst()
            .orElseThrow()
            .output();
  }

  private double[][] output(Operation o) {
    double[][] in = outputs.get(o.inputs().get(0));
    double[][] out = new double[in.length][o.output().size()];
    if (o instanceof BatchNorm b) {
      normalize(b, in, out);
      return out;
    }
    for (int e = 0; e < in.length; e++) {
      if (o instanceof Dense d) {
        dense(d, in[e], out[e]);
      } else if (o instanceof Convolution c) {
        convolve(c, in[e], out[e]);
      } else if (o instanceof Pool p) {
        pool(p.max(), p.window(), shape(p.inputs().get(0)), p.output(), in[e], out[e]);
      } else if (o instanceof GlobalPool p) {
        Shape s = shape(p.inputs().get(0));
        Window whole = new Window(s.dim(1), s.dim(2), 1, 1, 0, 0, 1, 1, Border.EXPLICIT);
        pool(p.max(), whole, s, Shape.of(s.dim(0), 1, 1), in[e], out[e]);
      } else if (o instanceof Activation a) {
        activate(a, in[e], out[e]);
      } else if (o instanceof Flatten || o instanceof Dropout) {
        out[e] = in[e].clone();
      } else if (o instanceof Add || o instanceof Concat) {
        join(o, e, out[e]);
      } else {
        throw new IllegalArgumentException(o.name());
      }
    }
    return out;
  }

  private double parameter(String name, int index) {
    return values[network.slot(name).offset() + index];
  }

  private void dense(Dense d, double[] in, double[] out) {
    int weight = network.slot(d.name() + ".weight").offset();
    for (int r = 0; r < d.out(); r++) {
      out[r] = d.bias() ? parameter(d.name() + ".bias", r) : 0;
      for (int i = 0; i < d.in(); i++) {
        out[r] += values[weight + r * d.in() + i] * in[i];
      }
    }
  }

  /** Zeros before the image, along one axis. */
  private static int before(Border border, int pad, int size, int out, int reach, int stride) {
    return border == Border.EXPLICIT ? pad : Math.max(0, (out - 1) * stride + reach - size) / 2;
  }

  /** Calls for each pixel under the window's tap that is not in the border. */
  private interface Visit {
    void at(int tap, int pixel);
  }

  private static void window(Window w, Shape in, Shape out, int p, int q, Visit visit) {
    int height = in.dim(1);
    int width = in.dim(2);
    int reachH = (w.kernelH() - 1) * w.dilationH() + 1;
    int reachW = (w.kernelW() - 1) * w.dilationW() + 1;
    int top = before(w.border(), w.padH(), height, out.dim(1), reachH, w.strideH());
    int left = before(w.border(), w.padW(), width, out.dim(2), reachW, w.strideW());
    for (int i = 0; i < w.kernelH(); i++) {
      for (int j = 0; j < w.kernelW(); j++) {
        int y = p * w.strideH() - top + i * w.dilationH();
        int x = q * w.strideW() - left + j * w.dilationW();
        if (y >= 0 && y < height && x >= 0 && x < width) {
          visit.at(i * w.kernelW() + j, y * width + x);
        }
      }
    }
  }

  private void convolve(Convolution c, double[] in, double[] out) {
    Shape from = shape(c.inputs().get(0));
    Shape to = c.output();
    int pixels = from.dim(1) * from.dim(2);
    int taps = c.window().kernelH() * c.window().kernelW();
    int per = c.in() / c.groups();
    int weight = network.slot(c.name() + ".weight").offset();
    for (int r = 0; r < c.out(); r++) {
      int row = r;
      int group = r / (c.out() / c.groups());
      for (int p = 0; p < to.dim(1); p++) {
        for (int q = 0; q < to.dim(2); q++) {
          int at = (r * to.dim(1) + p) * to.dim(2) + q;
          out[at] = c.bias() ? parameter(c.name() + ".bias", r) : 0;
          window(
              c.window(),
              from,
              to,
              p,
              q,
              (tap, pixel) -> {
                for (int i = 0; i < per; i++) {
                  out[at] +=
                      values[weight + (row * per + i) * taps + tap]
                          * in[(group * per + i) * pixels + pixel];
                }
              });
        }
      }
    }
  }

  private static void pool(boolean max, Window w, Shape from, Shape to, double[] in, double[] out) {
    int pixels = from.dim(1) * from.dim(2);
    for (int c = 0; c < from.dim(0); c++) {
      int channel = c * pixels;
      for (int p = 0; p < to.dim(1); p++) {
        for (int q = 0; q < to.dim(2); q++) {
          // Maximum, sum, count.
          double[] seen = {Double.NEGATIVE_INFINITY, 0, 0};
          window(
              w,
              from,
              to,
              p,
              q,
              (tap, pixel) -> {
                seen[0] = Math.max(seen[0], in[channel + pixel]);
                seen[1] += in[channel + pixel];
                seen[2]++;
              });
          out[(c * to.dim(1) + p) * to.dim(2) + q] = max ? seen[0] : seen[1] / seen[2];
        }
      }
    }
  }

  private static void activate(Activation a, double[] in, double[] out) {
    int channels = a.output().dim(0);
    int pixels = in.length / channels;
    if (a.function() != Activation.Function.SOFTMAX) {
      DoubleUnaryOperator f = function(a.function());
      for (int i = 0; i < in.length; i++) {
        out[i] = f.applyAsDouble(in[i]);
      }
      return;
    }
    for (int p = 0; p < pixels; p++) {
      double total = 0;
      for (int c = 0; c < channels; c++) {
        total += Math.exp(in[c * pixels + p]);
      }
      for (int c = 0; c < channels; c++) {
        out[c * pixels + p] = Math.exp(in[c * pixels + p]) / total;
      }
    }
  }

  private static DoubleUnaryOperator function(Activation.Function f) {
    return switch (f) {
      case RELU -> x -> Math.max(0, x);
      case LEAKY_RELU -> x -> x > 0 ? x : 0.01 * x;
      case ELU -> x -> x > 0 ? x : Math.expm1(x);
      case SIGMOID -> x -> 1 / (1 + Math.exp(-x));
      case TANH -> Math::tanh;
      case SOFTPLUS -> x -> Math.log1p(Math.exp(x));
      case SWISH -> x -> x / (1 + Math.exp(-x));
      case SOFTMAX -> throw new IllegalArgumentException("not elementwise");
    };
  }

  private void normalize(BatchNorm b, double[][] in, double[][] out) {
    int pixels = in[0].length / b.channels();
    double count = (double) in.length * pixels;
    for (int c = 0; c < b.channels(); c++) {
      double mean = 0;
      double variance = 0;
      for (double[] x : in) {
        for (int p = 0; p < pixels; p++) {
          mean += x[c * pixels + p] / count;
        }
      }
      for (double[] x : in) {
        for (int p = 0; p < pixels; p++) {
          variance += (x[c * pixels + p] - mean) * (x[c * pixels + p] - mean) / count;
        }
      }
      double scale = parameter(b.name() + ".gamma", c) / Math.sqrt(variance + b.epsilon());
      double shift = parameter(b.name() + ".beta", c);
      for (int e = 0; e < in.length; e++) {
        for (int p = 0; p < pixels; p++) {
          out[e][c * pixels + p] = (in[e][c * pixels + p] - mean) * scale + shift;
        }
      }
    }
  }

  private void join(Operation o, int example, double[] out) {
    int at = 0;
    for (String name : o.inputs()) {
      double[] in = outputs.get(name)[example];
      for (int i = 0; i < in.length; i++) {
        out[at + i] += in[i];
      }
      at += o instanceof Concat ? in.length : 0;
    }
  }
}
