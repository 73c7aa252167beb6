package io.espalier.train.sparse;

import java.util.List;

/** Adds its inputs, or lays them one behind the other along the channels. */
final class Joining implements Node {
  private final Kernels kernels;
  private final boolean sum;
  private final List<View> ins;
  private final List<Boolean> needsGradient;
  private final List<Boolean> adds;
  private final View out;

  Joining(
      Kernels kernels,
      boolean sum,
      List<View> ins,
      List<Boolean> needsGradient,
      List<Boolean> adds,
      View out) {
    this.kernels = kernels;
    this.sum = sum;
    this.ins = List.copyOf(ins);
    this.needsGradient = List.copyOf(needsGradient);
    this.adds = List.copyOf(adds);
    this.out = out;
  }

  @Override
  public void forward(Pass pass) {
    int channel = 0;
    for (int k = 0; k < ins.size(); k++) {
      View in = ins.get(k);
      for (int c = 0; c < in.channels(); c++) {
        for (int y = 0; y < in.height(); y++) {
          int from = in.origin() + c * in.channel() + y * in.row();
          int to = out.origin() + (channel + c) * out.channel() + y * out.row();
          put(pass.a(), from, to, in.gradientRow(), sum && k > 0);
        }
      }
      channel += sum ? 0 : in.channels();
    }
  }

  @Override
  public void backward(Pass pass) {
    int from = out.gradient();
    for (int k = 0; k < ins.size(); k++) {
      View in = ins.get(k);
      if (needsGradient.get(k)) {
        put(pass.a(), from, in.gradient(), in.gradientSize(), adds.get(k));
      }
      from += sum ? 0 : in.gradientSize();
    }
  }

  private void put(float[] a, int from, int to, int n, boolean add) {
    if (add) {
      kernels.add(a, from, to, n);
    } else {
      System.arraycopy(a, from, a, to, n);
    }
  }
}
