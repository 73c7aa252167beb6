package io.espalier.schedule;

import io.espalier.input.Problem;
import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Option;
import io.espalier.method.Options;
import io.espalier.train.ShadowRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pruning while training: {@code s(t) = s - s · (1 - (t - t₀) / (t₁ - t₀))³} at rounds t from t₀ to
 * t₁, exactly s at t₁; what is left of the fine-tuning recovers.
 *
 * <p>Source: Zhu, Gupta, <i>To prune, or not to prune: exploring the efficacy of pruning for model
 * compression</i>, 2017, arXiv:1710.01878, equation 1 with an initial sparsity of 0. There pruned
 * weights keep their value and masks are drawn anew at every event: {@code recover}. Deviations:
 * events fall on the beginning of rounds; the scope is the candidate's.
 *
 * @param begin share of the fine-tuning at which the curve leaves 0
 * @param end share at which it reaches the target
 * @param every rounds from one event to the next
 * @param recover whether pruned weights keep their value and may come back
 */
public record GradualSchedule(double begin, double end, int every, boolean recover)
    implements Schedule {
  static final Method METHOD =
      new Method(
          Kind.SCHEDULE,
          "gradual",
          "prunes along a cubic curve while the network trains",
          "Zhu, Gupta: To prune, or not to prune: exploring the efficacy of pruning for model"
              + " compression, 2017",
          List.of(),
          "with recover: granularities that leave the network its size",
          List.of(
              new Option.Number("begin", 0.0, 0, 1, "share of the fine-tuning where it begins"),
              new Option.Number("end", 0.7, 0, 1, "share where the target is reached"),
              new Option.Whole("every", 1L, 1, 1_000_000, "rounds between events"),
              new Option.Flag(
                  "recover", false, "pruned weights keep their value and may come back")));

  private static final long serialVersionUID = 1;

  GradualSchedule(Options options) {
    this(
        options.number("begin"),
        options.number("end"),
        options.whole("every"),
        options.flag("recover"));
  }

  @Override
  public Method method() {
    return METHOD;
  }

  @Override
  public List<Event> events(Timeline timeline) {
    int first = timeline.roundFrom(begin);
    int last = timeline.roundFrom(end);
    List<Event> events = new ArrayList<>();
    for (int round = first + every; round < last; round += every) {
      events.add(
          new Event.Prune(round, new Amount(new Curve.Cubic(), round - first, last - first)));
    }
    events.add(new Event.Prune(last, Amount.ALL));
    return events;
  }

  @Override
  public List<Problem> refuses(Timeline timeline, double sparsity) {
    int first = timeline.roundFrom(begin);
    int last = timeline.roundFrom(end);
    if (last >= timeline.rounds()) {
      return List.of(
          problem(
              "whose last event, at share "
                  + end
                  + ", comes after the last of "
                  + timeline.rounds()
                  + " rounds",
              "an end that leaves rounds to recover; or lower fineTune.averageEvery"));
    }
    if (last <= first) {
      return List.of(
          problem(
              "from share " + begin + " to " + end + ", between which no round begins",
              "a begin below its end; or lower fineTune.averageEvery"));
    }
    return List.of();
  }

  @Override
  public Optional<ShadowRule> shadow(double sparsity, List<String> layers) {
    return recover ? Optional.of(new ShadowRule.Recovering()) : Optional.empty();
  }
}
