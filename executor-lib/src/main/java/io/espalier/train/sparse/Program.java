package io.espalier.train.sparse;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.shard.Batch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A network compiled for one size of batch: its nodes in order, and the memory that they share. One
 * thread at a time; what it computes depends on nothing that it computed before.
 */
final class Program {
  private final Kernels kernels;
  private final Network network;
  private final float[] a;
  private final View input;
  private final View logits;
  private final List<Node> nodes;
  private final List<Linear> linears;
  private final List<int[]> cleared;
  private final Map<String, Integer> nodesBefore;
  private final Map<String, View> views;

  /** Where each feature's lanes lie. */
  private final int[] places;

  Program(
      Kernels kernels,
      Network network,
      float[] a,
      View input,
      View logits,
      List<Node> nodes,
      List<Linear> linears,
      List<int[]> cleared,
      Map<String, Integer> nodesBefore,
      Map<String, View> views) {
    this.kernels = kernels;
    this.network = network;
    this.a = a;
    this.input = input;
    this.logits = logits;
    this.nodes = nodes;
    this.linears = linears;
    this.cleared = cleared;
    this.nodesBefore = nodesBefore;
    this.views = views;
    this.places = places(input);
  }

  private static int[] places(View v) {
    int[] all = new int[v.channels() * v.height() * v.width()];
    int f = 0;
    for (int c = 0; c < v.channels(); c++) {
      for (int y = 0; y < v.height(); y++) {
        for (int x = 0; x < v.width(); x++) {
          all[f++] = v.origin() + c * v.channel() + y * v.row() + x * v.batch();
        }
      }
    }
    return all;
  }

  Compiled compile(Mask mask) {
    return Compiled.of(network, linears, mask);
  }

  /** Lanes of a batch. */
  int batch() {
    return input.batch();
  }

  float[] memory() {
    return a;
  }

  /** Class scores before the softmax. */
  View logits() {
    return logits;
  }

  /** Lays a batch's features into the memory, padding lanes zero. */
  void load(Batch batch) {
    int lanes = batch.padded();
    loadInnermost(batch.innermost(), lanes, 0, lanes);
    for (int f = 0; lanes < input.batch() && f < places.length; f++) {
      Arrays.fill(a, places[f] + lanes, places[f] + input.batch(), 0f);
    }
  }

  /**
   * Lays examples into the memory; what padding lanes hold is left there and reaches no example.
   *
   * @param x row-major {@code [examples, features]}
   * @param first the first example
   */
  void load(float[] x, int first, int examples) {
    int rows = input.bordered() ? input.channels() * input.height() : 1;
    int width = places.length / rows;
    for (int r = 0; r < rows; r++) {
      int from = first * places.length + r * width;
      int to = places[r * width];
      if (input.batch() == 1) {
        System.arraycopy(x, from, a, to, width);
      } else {
        kernels.transpose(x, from, places.length, examples, width, a, to, input.batch());
      }
    }
  }

  /**
   * Lays examples into the memory.
   *
   * @param x {@code [features, stride]}, the examples innermost
   * @param first the first example
   */
  void loadInnermost(float[] x, int stride, int first, int examples) {
    for (int f = 0; f < places.length; f++) {
      System.arraycopy(x, f * stride + first, a, places[f], examples);
    }
  }

  /** Lays one feature of one example, both from 0. */
  void set(int feature, int example, float value) {
    a[places[feature] + example] = value;
  }

  /**
   * Copies the class scores out.
   *
   * @param into row-major {@code [examples, classes]}
   * @param first the first example
   */
  void unload(float[] into, int first, int examples) {
    Scores.unload(a, logits, into, first, examples);
  }

  void forward(Pass pass) {
    for (Node node : nodes) {
      node.forward(pass);
    }
  }

  /** As far as what the operation reads. */
  View forwardTo(Pass pass, Operation operation) {
    int end = nodesBefore.get(operation.name());
    for (Node node : nodes.subList(0, end)) {
      node.forward(pass);
    }
    return views.get(operation.inputs().get(0));
  }

  /** From the gradient that lies at the logits. */
  void backward(Pass pass) {
    for (int[] block : cleared) {
      Arrays.fill(a, block[0], block[1], 0f);
    }
    for (int n = nodes.size() - 1; n >= 0; n--) {
      nodes.get(n).backward(pass);
    }
  }
}
