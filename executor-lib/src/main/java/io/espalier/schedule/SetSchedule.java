package io.espalier.schedule;

import io.espalier.input.Problem;
import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Need;
import io.espalier.method.Options;
import java.util.List;

/**
 * Sparse evolutionary training: a random mask, in each of whose layers from time to time the
 * weights of the least magnitude make room for as many others, drawn at random. New weights begin
 * at 0, with no momentum.
 *
 * <p>Source: Mocanu et al., <i>Scalable training of artificial neural networks with adaptive sparse
 * connectivity inspired by network science</i>, Nature Communications 2018, arXiv:1707.04780.
 * Deviations, those of the comparison in Evci et al., 2020: the least magnitudes go rather than the
 * smallest positive and the largest negative apart; the share that goes falls along half a cosine.
 *
 * @param every batches from one exchange to the next, 0: a round
 * @param share of a layer's survivors that go at first, falling to 0 along half a cosine
 * @param until share of the fine-tuning after which the mask stays
 */
public record SetSchedule(int every, double share, double until) implements Schedule {
  static final Method METHOD =
      new Method(
          Kind.SCHEDULE,
          "set",
          "a random mask, whose smallest weights make room for any others",
          "Mocanu et al.: Scalable training of artificial neural networks with adaptive sparse"
              + " connectivity inspired by network science, Nature Communications 2018",
          List.of(Need.INIT),
          "granularity weight; scope erk as published",
          Exchanges.options());

  private static final long serialVersionUID = 1;

  SetSchedule(Options options) {
    this(options.whole("every"), options.number("share"), options.number("until"));
  }

  @Override
  public Method method() {
    return METHOD;
  }

  @Override
  public List<Event> events(Timeline timeline) {
    return new Exchanges(every, share, until).events(timeline, false);
  }

  @Override
  public List<Problem> refuses(Timeline timeline, double sparsity) {
    return new Exchanges(every, share, until).refuses(this, timeline);
  }
}
