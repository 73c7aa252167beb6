package io.espalier.criterion;

import io.espalier.exact.ExactNetwork;
import io.espalier.exact.Norms;
import io.espalier.input.Problem;
import io.espalier.mask.Mask;
import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Need;
import io.espalier.method.Option;
import io.espalier.method.Options;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.structure.Granularity;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Iterative synaptic flow: {@code score = |∂R/∂w · w|}, R the sum of the logits that an input of
 * ones gives in a network whose every value is replaced by its magnitude. Needs no data.
 *
 * <p>In each of n iterations the scores are taken anew of what is left, and the lowest are pruned,
 * over all layers together, down to the density {@code ρ^(k/n)}; in one step, without scores taken
 * anew, whole layers vanish. Within: biases and running statistics by their magnitudes too, batch
 * normalisation in inference mode, no softmax, double precision.
 *
 * <p>Source: Tanaka, Kunin, Yamins, Ganguli, <i>Pruning Neural Networks without Any Data by
 * Iteratively Conserving Synaptic Flow</i>, NeurIPS 2020, arXiv:2006.05467, algorithm 1.
 * Deviations: the scope, not the last iteration, decides the final count, from that iteration's
 * scores; what was pruned in earlier iterations comes first, the earliest lowest, with scores below
 * 0. Where something was pruned before, densities fall from what is left.
 *
 * @param iterations n
 */
public record SynFlowCriterion(int iterations) implements WeightCriterion {
  static final Method METHOD =
      new Method(
          Kind.CRITERION,
          "synflow",
          "|∂R/∂w · w|, R what an input of ones gives by magnitudes alone; iterative, without data",
          "Tanaka, Kunin, Yamins, Ganguli: Pruning Neural Networks without Any Data by Iteratively"
              + " Conserving Synaptic Flow, NeurIPS 2020",
          List.of(Need.CURVATURE),
          "prune.from: init and scope global, as published",
          List.of(new Option.Whole("iterations", 100L, 1, 100_000, "down to the target")));

  private static final long serialVersionUID = 1;

  /** With options of {@link #METHOD}. */
  public SynFlowCriterion(Options options) {
    this(options.whole("iterations"));
  }

  @Override
  public String name() {
    return METHOD.name();
  }

  @Override
  public double[] weights(Evidence evidence) {
    Network network = evidence.network();
    ExactNetwork exact = ExactNetwork.of(network);
    double[] magnitudes = new double[network.size()];
    Arrays.setAll(magnitudes, i -> Math.abs((double) evidence.values()[i]));
    int[] left = left(network, evidence.mask());
    int prunable = network.prunable().stream().mapToInt(Slot::size).sum();
    double density = (double) left.length / prunable;
    double target = Math.min(density, 1 - evidence.sparsity());
    double[] result = new double[network.size()];
    for (int k = 1; k < iterations; k++) {
      double[] scores = flow(network, exact, magnitudes);
      double share = density * Math.pow(target / density, (double) k / iterations);
      int gone = (int) Math.max(0, left.length - Math.round(prunable * share));
      int[] pruned = lowest(left, scores, gone);
      double most = Arrays.stream(pruned).mapToDouble(i -> scores[i]).max().orElse(0);
      for (int i : pruned) {
        // Within an iteration in the order of its scores, and below every later one's.
        result[i] = k - iterations - 1 + (most == 0 ? 0 : scores[i] / most / 2);
        magnitudes[i] = 0;
      }
      BitSet out = new BitSet();
      Arrays.stream(pruned).forEach(out::set);
      left = Arrays.stream(left).filter(i -> !out.get(i)).toArray();
    }
    double[] last = flow(network, exact, magnitudes);
    for (int i : left) {
      result[i] = last[i];
    }
    return result;
  }

  /** {@code ∂R/∂w · w} where all values are magnitudes, so that it has no sign. */
  private static double[] flow(Network network, ExactNetwork exact, double[] magnitudes) {
    double[] ones = new double[network.input().size()];
    Arrays.fill(ones, 1);
    double[] all = new double[network.classes()];
    Arrays.fill(all, 1);
    double[] flow = exact.pass(magnitudes, ones, Norms.RUNNING).gradient(all);
    for (int i = 0; i < flow.length; i++) {
      flow[i] *= magnitudes[i];
    }
    return flow;
  }

  private static int[] left(Network network, Mask mask) {
    return network.prunable().stream()
        .flatMapToInt(s -> IntStream.range(s.offset(), s.end()))
        .filter(mask::survives)
        .toArray();
  }

  /** The lowest scores' indices, of equal ones the lower index first. */
  private static int[] lowest(int[] indices, double[] scores, int count) {
    double[] sorted = Arrays.stream(indices).mapToDouble(i -> scores[i]).sorted().toArray();
    if (count == 0) {
      return new int[0];
    }
    double threshold = sorted[count - 1];
    int[] below = Arrays.stream(indices).filter(i -> scores[i] < threshold).toArray();
    IntStream equal =
        Arrays.stream(indices).filter(i -> scores[i] == threshold).limit(count - below.length);
    return IntStream.concat(Arrays.stream(below), equal).toArray();
  }

  @Override
  public Optional<Problem> refuses(Network network, Granularity granularity) {
    return Curvature.refusal(name(), network);
  }
}
