package io.espalier.train.sparse;

/** The layers that kernels are measured on: those of SparseProp's comparison and two larger ones. */
public enum LayerShape {
  DENSE_784_300(784, 300, Geometry.POINT),
  DENSE_512_256(512, 256, Geometry.POINT),
  CONV_20_50(20, 50, new Geometry(12, 12, 8, 8, 5, 5, 1, 1, 1, 1, 0, 0)),
  CONV_64_64(64, 64, new Geometry(16, 16, 16, 16, 3, 3, 1, 1, 1, 1, 1, 1)),
  CONV_128_128_STRIDE_2(128, 128, new Geometry(8, 8, 4, 4, 3, 3, 2, 2, 1, 1, 1, 1));

  private final int in;
  private final int out;
  private final Geometry geometry;

  LayerShape(int in, int out, Geometry geometry) {
    this.in = in;
    this.out = out;
    this.geometry = geometry;
  }

  int in() {
    return in;
  }

  int out() {
    return out;
  }

  Geometry geometry() {
    return geometry;
  }

  int weights() {
    return in * out * geometry.taps();
  }
}
