package io.espalier.schedule;

import io.espalier.input.Problem;
import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Need;
import io.espalier.method.Options;
import java.util.List;

/**
 * Sparse from the beginning: a random mask, in each of whose layers from time to time the weights
 * of the least magnitude make room for as many whose gradient is largest, were they 0 or not. New
 * weights begin at 0, with no momentum.
 *
 * <p>Source: Evci, Gale, Menick, Castro, Elsen, <i>Rigging the Lottery: Making All Tickets
 * Winners</i>, ICML 2020, arXiv:1911.11134, section 3. The gradient is the current minibatches',
 * one a shard, summed over the shards before its magnitude is taken. Deviations: exchanges fall on
 * the beginning of rounds, which costs no optimizer step; equal magnitudes go by their index rather
 * than by noise.
 *
 * @param every batches from one exchange to the next, 0: a round
 * @param share of a layer's survivors that go at first, falling to 0 along half a cosine
 * @param until share of the fine-tuning after which the mask stays
 */
public record RiglSchedule(int every, double share, double until) implements Schedule {
  static final Method METHOD =
      new Method(
          Kind.SCHEDULE,
          "rigl",
          "a random mask, whose smallest weights make room for those of the largest gradient",
          "Evci, Gale, Menick, Castro, Elsen: Rigging the Lottery: Making All Tickets Winners, ICML"
              + " 2020",
          List.of(Need.DATA, Need.GRADIENTS, Need.INIT),
          "granularity weight; scope erk as published",
          Exchanges.options());

  private static final long serialVersionUID = 1;

  RiglSchedule(Options options) {
    this(options.whole("every"), options.number("share"), options.number("until"));
  }

  @Override
  public Method method() {
    return METHOD;
  }

  @Override
  public List<Event> events(Timeline timeline) {
    return new Exchanges(every, share, until).events(timeline, true);
  }

  @Override
  public List<Problem> refuses(Timeline timeline, double sparsity) {
    return new Exchanges(every, share, until).refuses(this, timeline);
  }
}
