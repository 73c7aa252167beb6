package io.espalier.criterion;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Need;
import io.espalier.structure.OutputChannels;
import java.util.Arrays;
import java.util.List;

/**
 * Distance from the geometric median: {@code score(i) = Σⱼ ‖Fᵢ - Fⱼ‖₂} over the surviving filters
 * (or neurons) of a layer, each flattened, raw weights without powers or biases. The filters that
 * the others can stand in for go first, whatever their norms.
 *
 * <p>Source: He, Liu, Wang, Hu, Yang, <i>Filter Pruning via Geometric Median for Deep Convolutional
 * Neural Networks Acceleration</i>, CVPR 2019, arXiv:1811.00250. Deviations: what was pruned before
 * is in no sum, where the paper's soft pruning leaves zero filters in them.
 */
public record FpgmCriterion() implements ChannelCriterion {
  static final Method METHOD =
      new Method(
          Kind.CRITERION,
          "fpgm",
          "sum of a filter's distances to the layer's other filters",
          "He, Liu, Wang, Hu, Yang: Filter Pruning via Geometric Median for Deep Convolutional"
              + " Neural Networks Acceleration, CVPR 2019",
          List.of(Need.STRUCTURES),
          "scope layer: distances of different layers do not compare",
          List.of());

  private static final long serialVersionUID = 1;

  @Override
  public String name() {
    return METHOD.name();
  }

  @Override
  public double[] channels(Evidence evidence) {
    OutputChannels channels = OutputChannels.of(evidence.network());
    double[] scores = new double[channels.size()];
    int[] scored =
        Arrays.stream(ChannelCriterion.channelsOf(this, evidence.network(), evidence.units()))
            .flatMapToInt(Arrays::stream)
            .toArray();
    List<String> layers = Arrays.stream(scored).mapToObj(channels::layer).distinct().toList();
    for (String layer : layers) {
      distances(evidence, channels, layer, scores);
    }
    return scores;
  }

  private static void distances(
      Evidence evidence, OutputChannels channels, String layer, double[] scores) {
    int[] left = channels.of(layer).filter(c -> survives(evidence, channels.row(c))).toArray();
    for (int a = 0; a < left.length; a++) {
      for (int b = a + 1; b < left.length; b++) {
        double d = distance(evidence.values(), channels.row(left[a]), channels.row(left[b]));
        scores[left[a]] += d;
        scores[left[b]] += d;
      }
    }
  }

  private static boolean survives(Evidence evidence, int[] row) {
    return evidence.mask().survivors(row[0], row[1]) > 0;
  }

  private static double distance(float[] values, int[] a, int[] b) {
    double squares = 0;
    for (int i = a[0], j = b[0]; i < a[1]; i++, j++) {
      double d = (double) values[i] - values[j];
      squares += d * d;
    }
    return Math.sqrt(squares);
  }
}
