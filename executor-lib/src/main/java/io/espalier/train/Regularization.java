package io.espalier.train;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds the penalties' gradients to that of the loss, for what survives.
 *
 * <p>On weights, not on biases or normalisations: {@code l2 · w}; {@code l1 · sign(w)}; and group
 * lasso, {@code λ Σ √|g| ‖w_g‖₂}, whose groups are a weight's rows, each one neuron's or filter's
 * surviving inputs. Source: Wen et al., <i>Learning Structured Sparsity in Deep Neural
 * Networks</i>, NeurIPS 2016, arXiv:1608.03665; √|g| is Yuan and Lin's (2006), so that large groups
 * do not pay less a weight than small ones, and |g| counts survivors.
 *
 * <p>On a batch normalisation's gamma: {@code s · sign(gamma)}, each step. Source: Liu et al.,
 * <i>Learning Efficient Convolutional Networks through Network Slimming</i>, ICCV 2017,
 * arXiv:1708.06519.
 *
 * <p>The subgradient at 0 is 0.
 */
final class Regularization {
  /** Survivors {@code [from, to)}. */
  private record Range(int from, int to) {}

  private final float l2;
  private final Penalties penalties;
  private final List<Range> weights = new ArrayList<>();
  private final List<Range> rows = new ArrayList<>();
  private final List<Range> scales = new ArrayList<>();

  Regularization(Network network, Mask mask, Recipe recipe) {
    l2 = (float) recipe.optimizer().l2();
    penalties = recipe.penalties();
    int at = 0;
    for (Network.Slot slot : network.slots()) {
      int end = at + mask.survivors(slot.offset(), slot.end());
      if (slot.prunable()) {
        weights.add(new Range(at, end));
        addRows(slot, mask, at);
      } else if (slot.parameter().role() == Role.SCALE) {
        scales.add(new Range(at, end));
      }
      at = end;
    }
  }

  private void addRows(Network.Slot slot, Mask mask, int first) {
    int width = slot.size() / slot.parameter().shape().dim(0);
    int at = first;
    for (int row = slot.offset(); row < slot.end(); row += width) {
      int end = at + mask.survivors(row, row + width);
      rows.add(new Range(at, end));
      at = end;
    }
  }

  /**
   * Adds to a gradient.
   *
   * @param w survivors' values
   * @param g their gradient
   */
  void add(float[] w, float[] g) {
    if (l2 > 0) {
      for (Range r : weights) {
        for (int i = r.from(); i < r.to(); i++) {
          g[i] += l2 * w[i];
        }
      }
    }
    addSigns((float) penalties.l1(), weights, w, g);
    if (penalties.groupLasso() > 0) {
      rows.forEach(r -> addDirection(r, w, g));
    }
    addSigns((float) penalties.bnScale(), scales, w, g);
  }

  private static void addSigns(float strength, List<Range> ranges, float[] w, float[] g) {
    if (strength == 0) {
      return;
    }
    for (Range r : ranges) {
      for (int i = r.from(); i < r.to(); i++) {
        g[i] += strength * Math.signum(w[i]);
      }
    }
  }

  /** {@code λ √|g| · w / ‖w‖}. */
  private void addDirection(Range r, float[] w, float[] g) {
    double squares = 0;
    for (int i = r.from(); i < r.to(); i++) {
      squares += (double) w[i] * w[i];
    }
    if (squares == 0) {
      return;
    }
    float scale = (float) (penalties.groupLasso() * Math.sqrt((r.to() - r.from()) / squares));
    for (int i = r.from(); i < r.to(); i++) {
      g[i] += scale * w[i];
    }
  }
}
