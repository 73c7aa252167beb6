package io.espalier.driver.bench;

import io.espalier.model.Model;
import io.espalier.model.Network;
import io.espalier.train.Initializer;
import io.espalier.train.sparse.SparseModel;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How fast a pruned network answers beside the same one with no zeros, on one thread: both warmed
 * up, then call about call.
 *
 * @param batch examples a call
 * @param sparsity of the pruned one, share of its prunable weights
 */
public record Measurement(int batch, double sparsity, Latency pruned, Latency dense) {
  /**
   * One side; latencies of a call in microseconds.
   *
   * @param throughput examples a second, by the mean latency
   */
  public record Latency(double p50, double p99, double throughput) {
    static Latency of(double[] micros, int batch) {
      double[] sorted = micros.clone();
      Arrays.sort(sorted);
      double mean = Arrays.stream(sorted).sum() / sorted.length;
      return new Latency(rank(sorted, 0.5), rank(sorted, 0.99), 1e6 * batch / mean);
    }

    /** The smallest value that as large a share of all does not exceed. */
    private static double rank(double[] sorted, double share) {
      return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
  }

  private static final int LEAST_CALLS = 100;

  /** Dense ÷ pruned median latency. */
  public double speedup() {
    return dense.p50() / pruned.p50();
  }

  /**
   * Measures.
   *
   * @param model pruned weights are 0
   * @param seconds to warm up, and again to measure
   */
  public static Measurement of(Model model, int batch, double seconds) {
    Network network = model.network();
    SparseModel pruned = new SparseModel(network, model.values());
    SparseModel dense = new SparseModel(network, filled(network, model.values()));
    float[] features = new float[batch * network.input().size()];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.nextDouble();
    }
    float[] into = new float[batch * network.classes()];
    turns(pruned, dense, features, batch, into, seconds);
    double[][] micros = turns(pruned, dense, features, batch, into, seconds);
    return new Measurement(
        batch, pruned.sparsity(), Latency.of(micros[0], batch), Latency.of(micros[1], batch));
  }

  private static double[][] turns(
      SparseModel pruned,
      SparseModel dense,
      float[] features,
      int batch,
      float[] into,
      double seconds) {
    double[][] micros = new double[2][LEAST_CALLS];
    int calls = 0;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (calls < LEAST_CALLS || System.nanoTime() < end) {
      if (calls == micros[0].length) {
        micros[0] = Arrays.copyOf(micros[0], 2 * calls);
        micros[1] = Arrays.copyOf(micros[1], 2 * calls);
      }
      micros[0][calls] = micros(pruned, features, batch, into);
      micros[1][calls++] = micros(dense, features, batch, into);
    }
    return new double[][] {Arrays.copyOf(micros[0], calls), Arrays.copyOf(micros[1], calls)};
  }

  private static double micros(SparseModel model, float[] features, int batch, float[] into) {
    long start = System.nanoTime();
    model.logits(features, batch, into);
    return (System.nanoTime() - start) / 1e3;
  }

  /** The network that nothing was pruned of, as far as time is concerned. */
  private static float[] filled(Network network, float[] values) {
    float[] fresh = Initializer.values(network, 1);
    float[] all = values.clone();
    for (Network.Slot slot : network.prunable()) {
      for (int i = slot.offset(); i < slot.end(); i++) {
        all[i] = all[i] == 0 ? fresh[i] : all[i];
      }
    }
    return all;
  }
}
