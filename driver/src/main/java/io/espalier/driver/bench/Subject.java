package io.espalier.driver.bench;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Shape;
import io.espalier.model.Zoo;
import io.espalier.shard.Batch;
import io.espalier.train.Initializer;
import io.espalier.train.Survivors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A network of the zoo for MNIST's shape, pruned uniformly per layer by magnitude, the output layer
 * included. Times do not depend on what the values and examples are, so both are drawn.
 */
record Subject(Network network, double sparsity, Mask mask, float[] values) {
  static final int BATCH = 128;

  private static final long SEED = 1;

  static Subject of(String zoo, double sparsity) {
    Network network = Zoo.network(zoo, Shape.of(1, 28, 28), 10);
    float[] values = Initializer.values(network, SEED);
    return new Subject(network, sparsity, mask(network, values, sparsity), values);
  }

  /**
   * Pruned by the magnitude of blocks of neighbouring outputs' weights from one input, the same
   * share of every layer's blocks; the last block of an input is shorter where the outputs are no
   * multiple.
   *
   * @param zoo a network of dense layers
   * @param rows of a block
   */
  static Subject ofBlocks(String zoo, double sparsity, int rows) {
    Network network = Zoo.network(zoo, Shape.of(1, 28, 28), 10);
    float[] values = Initializer.values(network, SEED);
    Mask mask = Mask.full(network.size());
    for (Network.Slot slot : network.prunable()) {
      mask = mask.without(leastBlocks(slot, values, sparsity, rows));
    }
    return new Subject(network, sparsity, mask, values);
  }

  private static int[] leastBlocks(Network.Slot slot, float[] values, double sparsity, int rows) {
    int outputs = slot.parameter().shape().dim(0);
    int inputs = slot.size() / outputs;
    List<int[]> blocks = new ArrayList<>();
    for (int first = 0; first < outputs; first += rows) {
      int end = Math.min(outputs, first + rows);
      for (int i = 0; i < inputs; i++) {
        int at = slot.offset() + i;
        blocks.add(IntStream.range(first, end).map(row -> at + row * inputs).toArray());
      }
    }
    return blocks.stream()
        .sorted(
            Comparator.comparingDouble(
                block ->
                    Arrays.stream(block).mapToDouble(i -> Math.abs(values[i])).average().orElse(0)))
        .limit(Math.round(sparsity * blocks.size()))
        .flatMapToInt(Arrays::stream)
        .toArray();
  }

  private static Mask mask(Network network, float[] values, double sparsity) {
    Mask mask = Mask.full(network.size());
    for (Network.Slot slot : network.prunable()) {
      mask =
          mask.without(
              IntStream.range(slot.offset(), slot.end())
                  .boxed()
                  .sorted(Comparator.comparingDouble(i -> Math.abs(values[i])))
                  .limit(Math.round(sparsity * slot.size()))
                  .mapToInt(Integer::intValue)
                  .toArray());
    }
    return mask;
  }

  /** The same network with nothing pruned. */
  Subject dense() {
    return new Subject(network, 0, Mask.full(network.size()), values);
  }

  /** All values, pruned ones 0. */
  float[] pruned() {
    return Survivors.scatter(mask, Survivors.gather(mask, values));
  }

  /** {@code network@0.95/reference}, {@code network/reference} of a dense one. */
  String name(String reference) {
    String at = sparsity == 0 ? "" : String.format(java.util.Locale.ROOT, "@%.2f", sparsity);
    return network.name() + at + "/" + reference;
  }

  /** Batches of {@value #BATCH}, both orders made beforehand. */
  List<Batch> batches(int count) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Batch> batches = new ArrayList<>();
    for (int b = 0; b < count; b++) {
      float[] features = features(random, BATCH);
      Batch batch = new Batch(features, random.ints(BATCH, 0, network.classes()).toArray());
      batch.innermost();
      batches.add(batch);
    }
    return batches;
  }

  /** Row-major {@code [examples, features]} in [0, 1). */
  float[] features(int examples) {
    return features(new SplittableRandom(SEED), examples);
  }

  private float[] features(SplittableRandom random, int examples) {
    float[] features = new float[examples * network.input().size()];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.nextDouble();
    }
    return features;
  }
}
