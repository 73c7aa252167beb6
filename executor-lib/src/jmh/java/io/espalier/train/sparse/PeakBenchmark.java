package io.espalier.train.sparse;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The core's peak: fused multiply-adds of registers alone, ten chains of them. */
@State(Scope.Benchmark)
public class PeakBenchmark {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int ROUNDS = 100_000;

  /** Floating-point operations of one call. */
  static final double OPERATIONS = 2.0 * 10 * ROUNDS * S.length();

  private final float[] start = new float[S.length()];
  private float factor = 0.999f;

  /** Ten independent accumulators. */
  @Benchmark
  public float peak() {
    FloatVector f = FloatVector.broadcast(S, factor);
    FloatVector a = FloatVector.fromArray(S, start, 0);
    FloatVector b = a.add(1f);
    FloatVector c = a.add(2f);
    FloatVector d = a.add(3f);
    FloatVector e = a.add(4f);
    FloatVector g = a.add(5f);
    FloatVector h = a.add(6f);
    FloatVector i = a.add(7f);
    FloatVector j = a.add(8f);
    FloatVector k = a.add(9f);
    for (int r = 0; r < ROUNDS; r++) {
      a = a.fma(f, f);
      b = b.fma(f, f);
      c = c.fma(f, f);
      d = d.fma(f, f);
      e = e.fma(f, f);
      g = g.fma(f, f);
      h = h.fma(f, f);
      i = i.fma(f, f);
      j = j.fma(f, f);
      k = k.fma(f, f);
    }
    return a.add(b).add(c).add(d).add(e).add(g).add(h).add(i).add(j).add(k).lane(0);
  }
}
