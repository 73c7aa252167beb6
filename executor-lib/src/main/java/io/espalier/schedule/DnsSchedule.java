package io.espalier.schedule;

import io.espalier.input.Problem;
import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Need;
import io.espalier.method.Option;
import io.espalier.method.Options;
import io.espalier.train.ShadowRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Dynamic network surgery: a weight goes when its magnitude falls to 0.9 t, and returns when it
 * rises above 1.1 t, {@code t = max(μ + c · σ, 0)} of its layer's magnitudes, taken once at the
 * beginning. All weights follow the dense gradient, hidden ones too, so that they can return.
 *
 * <p>Source: Guo, Yao, Chen, <i>Dynamic Network Surgery for Efficient DNNs</i>, NeurIPS 2016,
 * arXiv:1608.04493, equation 3, and the authors' layers for Caffe. An event happens with
 * probability {@code (1 + gamma · batch)^-power}. Deviations: biases are not pruned, nor counted in
 * μ and σ; masks change at the beginning of rounds; with {@code c} at -1 it is chosen, the same for
 * all layers, so that the first event prunes the candidate's sparsity; at {@code until} the mask is
 * brought to just that sparsity and stays.
 */
public record DnsSchedule(double c, double gamma, double power, double until) implements Schedule {
  static final Method METHOD =
      new Method(
          Kind.SCHEDULE,
          "dns",
          "small weights go, and return when they have grown",
          "Guo, Yao, Chen: Dynamic Network Surgery for Efficient DNNs, NeurIPS 2016",
          List.of(Need.DENSE_STATE),
          "granularity weight; a magnitude criterion",
          List.of(
              new Option.Number(
                  "c", -1.0, -1, 10, "deviations above the mean magnitude; -1: as sparsity asks"),
              new Option.Number("gamma", 0.0, 0, 1, "how soon events become rarer"),
              new Option.Number("power", 1.0, 0, 10, "how much rarer they become"),
              new Option.Number(
                  "until", 0.7, 0, 1, "share of the fine-tuning after which the mask stays")));

  private static final long serialVersionUID = 1;

  DnsSchedule(Options options) {
    this(
        options.number("c"),
        options.number("gamma"),
        options.number("power"),
        options.number("until"));
  }

  @Override
  public Method method() {
    return METHOD;
  }

  @Override
  public List<Event> events(Timeline timeline) {
    List<Event> events = new ArrayList<>();
    int last = timeline.roundFrom(until);
    for (int round = 0; round < last; round++) {
      double batch = (double) round * timeline.roundBatches();
      double chance = StrictMath.pow(1 + gamma * batch, -power);
      events.add(new Event.Splice(round, c == -1 ? Double.NaN : c, chance));
    }
    events.add(new Event.Prune(last, Amount.ALL));
    return events;
  }

  @Override
  public List<Problem> refuses(Timeline timeline, double sparsity) {
    int last = timeline.roundFrom(until);
    if (last >= 1 && last < timeline.rounds()) {
      return List.of();
    }
    return List.of(
        problem(
            "whose masks change until share "
                + until
                + ", round "
                + last
                + " of "
                + timeline.rounds(),
            "an until that leaves rounds on both sides; or lower fineTune.averageEvery"));
  }

  @Override
  public Optional<ShadowRule> shadow(double sparsity, List<String> layers) {
    return Optional.of(new ShadowRule.Splicing());
  }
}
