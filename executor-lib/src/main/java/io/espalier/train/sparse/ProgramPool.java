package io.espalier.train.sparse;

import io.espalier.model.Network;
import java.util.Map;
import java.util.TreeMap;

/** A trainer's programs, made when they are first wanted: one for each size of batch. */
final class ProgramPool {
  private final Kernels kernels;
  private final Network network;
  private final int slice;
  private final Map<Integer, Program> training = new TreeMap<>();
  private final Map<Integer, Program> inference = new TreeMap<>();

  ProgramPool(Kernels kernels, Network network) {
    this.kernels = kernels;
    this.network = network;
    this.slice = slice(network);
  }

  /** The most examples whose memory one array holds, a multiple of 16; 0 if not even as many. */
  static int most(Network network, boolean training, int atMost) {
    int fit = 0;
    int high = atMost / Kernels.WIDTH + 1;
    while (high - fit > 1) {
      int middle = (fit + high) >>> 1;
      boolean fits = Compiler.floats(network, middle * Kernels.WIDTH, training) <= Arena.MOST;
      fit = fits ? middle : fit;
      high = fits ? high : middle;
    }
    return fit * Kernels.WIDTH;
  }

  /** Examples that go forward at once: by the network alone, never by what memory is free. */
  static int slice(Network network) {
    return Math.max(Kernels.WIDTH, most(network, false, SparseModel.SLICE));
  }

  int slice() {
    return slice;
  }

  /** For steps: batches whose padded sizes agree share a program. */
  Program training(int lanes) {
    return training.computeIfAbsent(lanes, n -> Compiler.program(kernels, network, n));
  }

  /** For the way forward alone. */
  Program inference(int lanes) {
    return inference.computeIfAbsent(lanes, n -> Compiler.inference(kernels, network, n, 1).get(0));
  }

  void clear() {
    training.clear();
    inference.clear();
  }
}
