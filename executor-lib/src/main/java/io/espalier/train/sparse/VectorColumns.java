package io.espalier.train.sparse;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Eight rows to columns. No lane is moved to another, for which C2 of JDK 17 has no good code: a
 * load from each row, begun one float further left than from the row above, has the column on the
 * diagonal.
 */
final class VectorColumns {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_256;

  static final int ROWS = S.length();

  private static final VectorMask<Float> M1 = lane(1);
  private static final VectorMask<Float> M2 = lane(2);
  private static final VectorMask<Float> M3 = lane(3);
  private static final VectorMask<Float> M4 = lane(4);
  private static final VectorMask<Float> M5 = lane(5);
  private static final VectorMask<Float> M6 = lane(6);
  private static final VectorMask<Float> M7 = lane(7);

  private VectorColumns() {}

  private static VectorMask<Float> lane(int lane) {
    return VectorMask.fromLong(S, 1L << lane);
  }

  /** As {@link Kernels#transpose}; loads stay within these rows. */
  static void eight(float[] x, int from, int xStride, int columns, float[] a, int to, int stride) {
    int left = xStride - 1;
    int x1 = from + left;
    int x2 = x1 + left;
    int x3 = x2 + left;
    int x4 = x3 + left;
    int x5 = x4 + left;
    int x6 = x5 + left;
    int x7 = x6 + left;
    for (int c = 0, at = to; c < columns; c++, at += stride) {
      FloatVector.fromArray(S, x, from + c)
          .blend(FloatVector.fromArray(S, x, x1 + c), M1)
          .blend(FloatVector.fromArray(S, x, x2 + c), M2)
          .blend(FloatVector.fromArray(S, x, x3 + c), M3)
          .blend(FloatVector.fromArray(S, x, x4 + c), M4)
          .blend(FloatVector.fromArray(S, x, x5 + c), M5)
          .blend(FloatVector.fromArray(S, x, x6 + c), M6)
          .blend(FloatVector.fromArray(S, x, x7 + c), M7)
          .intoArray(a, at);
    }
  }
}
