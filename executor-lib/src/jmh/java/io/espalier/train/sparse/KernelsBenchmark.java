package io.espalier.train.sparse;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A layer's forward and backward pass over what survives. */
@State(Scope.Benchmark)
public class KernelsBenchmark {
  @Param public LayerShape shape;

  /** 0 runs the register-blocked kernels. */
  @Param({"0", "0.8", "0.9", "0.95", "0.98"})
  public double sparsity;

  private LayerBench layer;

  /** Lays the layer out. */
  @Setup
  public void layOut() {
    layer = new LayerBench(shape, sparsity, sparsity == 0);
  }

  /** Product, bias and rectifier. */
  @Benchmark
  public void forward() {
    layer.forward();
  }

  /** Gradients of inputs, weights and biases, through the rectifier. */
  @Benchmark
  public void backward() {
    layer.backward();
  }
}
