package io.espalier.driver.round;

import io.espalier.shard.Batch;
import io.espalier.shard.Shard;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * A shard's batches, in both orders of a {@link Batch}, for several candidates one after the other:
 * made once where they fit in memory, each time where they don't.
 */
public final class RememberedBatches implements Iterable<Batch> {
  /** Example by example, and with the examples innermost. */
  private static final int ORDERS = 2;

  /** 64 MB of features: what a task may hold beside its shard. */
  private static final long MOST_VALUES = 1 << 24;

  private final Supplier<Iterator<Batch>> source;
  private final boolean fit;
  private List<Batch> made;

  /**
   * @param times that they are wanted
   * @param source makes the batches, the same at every call
   */
  RememberedBatches(Shard shard, int times, Supplier<Iterator<Batch>> source) {
    this.source = source;
    this.fit = times > 1 && bytes(shard.size(), shard.shape().size()) > 0;
  }

  /** What is held of a shard's examples once they are made; 0 where they don't fit. */
  public static long bytes(long examples, long features) {
    long values = ORDERS * examples * features;
    return values <= MOST_VALUES ? values * Float.BYTES : 0;
  }

  @Override
  public Iterator<Batch> iterator() {
    if (!fit) {
      return source.get();
    }
    if (made == null) {
      List<Batch> all = new ArrayList<>();
      source.get().forEachRemaining(all::add);
      made = all;
    }
    return made.iterator();
  }
}
