package io.espalier.train.sparse;

import io.espalier.model.Operation.Activation.Function;

/**
 * An activation other than a linear layer's own rectifier; its derivative is taken at its output.
 */
final class Elementwise implements Node {
  private static final float LEAK = 0.01f;

  private final Kernels kernels;
  private final Function function;
  private final View in;
  private final View out;
  private final boolean needsInputGradient;
  private final boolean add;

  /**
   * An activation.
   *
   * @param in the same memory as {@code out} where {@link #inPlace}
   */
  Elementwise(
      Kernels kernels,
      Function function,
      View in,
      View out,
      boolean needsInputGradient,
      boolean add) {
    this.kernels = kernels;
    this.function = function;
    this.in = in;
    this.out = out;
    this.needsInputGradient = needsInputGradient;
    this.add = add;
  }

  /** Whether the derivative follows from the output alone. */
  static boolean inPlace(Function f) {
    return f != Function.SWISH && f != Function.SOFTMAX;
  }

  @Override
  public void forward(Pass pass) {
    float[] a = pass.a();
    if (function == Function.SOFTMAX) {
      for (int y = 0; y < in.height(); y++) {
        softmax(a, in.origin() + y * in.row(), out.origin() + y * out.row());
      }
      return;
    }
    for (int c = 0; c < in.channels(); c++) {
      for (int y = 0; y < in.height(); y++) {
        int from = in.origin() + c * in.channel() + y * in.row();
        int to = out.origin() + c * out.channel() + y * out.row();
        for (int i = 0; i < in.gradientRow(); i++) {
          a[to + i] = value(a[from + i]);
        }
      }
    }
  }

  private float value(float x) {
    return switch (function) {
      case RELU -> Math.max(x, 0f);
      case LEAKY_RELU -> x > 0 ? x : LEAK * x;
      case ELU -> x > 0 ? x : Exponential.of(x) - 1f;
      case SIGMOID -> sigmoid(x);
      case TANH -> 2f * sigmoid(2f * x) - 1f;
      case SOFTPLUS -> (float) (Math.max(x, 0f) + StrictMath.log1p(Exponential.of(-Math.abs(x))));
      case SWISH -> x * sigmoid(x);
      case SOFTMAX -> throw new IllegalStateException("not elementwise");
    };
  }

  private static float sigmoid(float x) {
    return 1f / (1f + Exponential.of(-x));
  }

  /** Derivative from the output, of swish from its input. */
  private float slope(float x, float y) {
    return switch (function) {
      case RELU -> y > 0 ? 1f : 0f;
      case LEAKY_RELU -> y > 0 ? 1f : LEAK;
      case ELU -> y > 0 ? 1f : y + 1f;
      case SIGMOID -> y * (1f - y);
      case TANH -> 1f - y * y;
      case SOFTPLUS -> 1f - Exponential.of(-y);
      case SWISH -> {
        float s = sigmoid(x);
        yield s + x * s * (1f - s);
      }
      case SOFTMAX -> throw new IllegalStateException("not elementwise");
    };
  }

  /** Over the channels of each pixel of a row, for each example. */
  private void softmax(float[] a, int x, int y) {
    for (int i = 0; i < in.gradientRow(); i++) {
      float top = Float.NEGATIVE_INFINITY;
      for (int c = 0; c < in.channels(); c++) {
        top = Math.max(top, a[x + c * in.channel() + i]);
      }
      float sum = 0;
      for (int c = 0; c < in.channels(); c++) {
        float e = Exponential.of(a[x + c * in.channel() + i] - top);
        a[y + c * out.channel() + i] = e;
        sum += e;
      }
      for (int c = 0; c < in.channels(); c++) {
        a[y + c * out.channel() + i] /= sum;
      }
    }
  }

  @Override
  public void backward(Pass pass) {
    if (!needsInputGradient) {
      return;
    }
    float[] a = pass.a();
    if (function == Function.RELU && in.gradient() == out.gradient()) {
      Rows.reluBack(kernels, a, out);
    } else if (function == Function.SOFTMAX) {
      for (int y = 0; y < in.height(); y++) {
        softmaxBack(a, out.origin() + y * out.row(), y * in.gradientRow());
      }
    } else {
      slopes(a);
    }
  }

  private void slopes(float[] a) {
    boolean plus = add && in.gradient() != out.gradient();
    for (int c = 0; c < in.channels(); c++) {
      for (int y = 0; y < in.height(); y++) {
        int x = in.origin() + c * in.channel() + y * in.row();
        int v = out.origin() + c * out.channel() + y * out.row();
        int d = c * in.gradientChannel() + y * in.gradientRow();
        for (int i = 0; i < in.gradientRow(); i++) {
          float s = slope(a[x + i], a[v + i]) * a[out.gradient() + d + i];
          int into = in.gradient() + d + i;
          a[into] = plus ? a[into] + s : s;
        }
      }
    }
  }

  /** One row; {@code at} is where it begins in a channel of the gradients. */
  private void softmaxBack(float[] a, int y, int at) {
    int channel = in.gradientChannel();
    int d = out.gradient() + at;
    for (int i = 0; i < in.gradientRow(); i++) {
      float dot = 0;
      for (int c = 0; c < in.channels(); c++) {
        dot = Math.fma(a[y + c * out.channel() + i], a[d + c * channel + i], dot);
      }
      for (int c = 0; c < in.channels(); c++) {
        float s = a[y + c * out.channel() + i] * (a[d + c * channel + i] - dot);
        int into = in.gradient() + at + c * channel + i;
        a[into] = add ? a[into] + s : s;
      }
    }
  }
}
