package io.espalier.structure;

import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.mask.Mask;
import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Option;
import io.espalier.method.Options;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.model.Shape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * N of every M consecutive weights along the input axis stay, those that score highest: {@code in}
 * of {@code [out, in]}, and of {@code [out, in / groups, kH, kW]} at one position of the kernel
 * (Zhou, Ma, Zhu, Liu, Zhang, Yuan, Sun, Li, <i>Learning N:M Fine-grained Structured Sparse Neural
 * Networks From Scratch</i>, ICLR 2021, arXiv:2102.04010, which fine-tunes all weights through the
 * mask; here what is pruned stays pruned).
 *
 * @param n weights of each group that stay, in {@code [1, m)}
 * @param m weights of a group; must divide each layer's input axis
 */
public record NmGranularity(int n, int m) implements Granularity {
  static final Method METHOD =
      new Method(
          Kind.GRANULARITY,
          "nm",
          "N of every M consecutive weights along the input axis stay",
          "Zhou et al., Learning N:M Fine-grained Structured Sparse Neural Networks From Scratch,"
              + " ICLR 2021, arXiv:2102.04010",
          List.of(),
          "layers whose input axis M divides; its sparsity is 1 - N/M, whatever the scope, and no"
              + " other may stand beside it",
          List.of(
              new Option.Whole("n", 2L, 1, 1 << 10, "weights of each group that stay, below m"),
              new Option.Whole("m", 4L, 2, 1 << 10, "weights of a group")));

  public NmGranularity {
    if (!(n >= 1 && n < m)) {
      throw new InputException(
          "prune.granularity", "is nm with n " + n + " and m " + m, "n from 1 and below m");
    }
  }

  NmGranularity(Options options) {
    this(options.whole("n"), options.whole("m"));
  }

  @Override
  public String name() {
    return METHOD.name();
  }

  @Override
  public Units units(Network network) {
    return WeightUnits.of(network);
  }

  @Override
  public OptionalDouble sparsity() {
    return OptionalDouble.of(1 - (double) n / m);
  }

  /** Of equal scores the lower index goes. */
  @Override
  public Optional<BitSet> lowest(Network network, double[] scores, Mask current, Set<String> kept) {
    List<Problem> problems = problems(network, kept);
    if (!problems.isEmpty()) {
      throw new InputException(problems);
    }
    BitSet lowest = new BitSet(network.size());
    for (Slot slot : network.prunable()) {
      if (!kept.contains(slot.operation().name())) {
        Shape shape = slot.parameter().shape();
        int taps = shape.size() / (shape.dim(0) * shape.dim(1));
        for (int r = 0; r < slot.size() / taps; r += m) {
          for (int tap = 0; tap < taps; tap++) {
            lose(slot.offset() + r * taps + tap, taps, scores, current, lowest);
          }
        }
      }
    }
    return Optional.of(lowest);
  }

  /** Adds what one group of M loses. */
  private void lose(int first, int step, double[] scores, Mask current, BitSet lowest) {
    List<Integer> left = new ArrayList<>(m);
    for (int k = 0; k < m; k++) {
      if (current.survives(first + k * step)) {
        left.add(first + k * step);
      }
    }
    left.sort((a, b) -> Double.compare(scores[a], scores[b])); // stable
    left.subList(0, Math.max(0, left.size() - n)).forEach(lowest::set);
  }

  @Override
  public List<Problem> problems(Network network, Set<String> kept) {
    return network.prunable().stream()
        .filter(slot -> slot.parameter().shape().dim(1) % m != 0)
        .filter(slot -> !kept.contains(slot.operation().name()))
        .map(
            slot ->
                new Problem(
                    "layer " + slot.operation().name(),
                    "has weights "
                        + slot.parameter().shape()
                        + ", whose input axis of "
                        + slot.parameter().shape().dim(1)
                        + " is no multiple of "
                        + m,
                    "another m of granularity nm, or the layer in prune.keep"))
        .toList();
  }
}
