package io.espalier.train.sparse;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A layer's step by both kinds of kernels, by density: what {@link CostTable} says. */
@State(Scope.Benchmark)
public class CrossoverBenchmark {
  @Param public LayerShape shape;

  @Param({"0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "1.0"})
  public double density;

  @Param({"false", "true"})
  public boolean blocked;

  private LayerBench layer;

  /** Lays the layer out. */
  @Setup
  public void layOut() {
    layer = new LayerBench(shape, 1 - density, blocked);
  }

  /** Forward and backward. */
  @Benchmark
  public void step() {
    layer.forward();
    layer.backward();
  }
}
