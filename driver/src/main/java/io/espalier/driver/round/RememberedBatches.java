package io.espalier.driver.round;

import io.espalier.shard.Batch;
import io.espalier.shard.Shard;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * A shard's batches for several candidates one after the other: made once where they fit in memory,
 * each time where they don't.
 */
final class RememberedBatches implements Iterable<Batch> {
  /** 32 MB of features: what a task may hold beside its shard. */
  private static final long MOST_VALUES = 1 << 23;

  private final Supplier<Iterator<Batch>> source;
  private final boolean fit;
  private List<Batch> made;

  /**
   * @param times that they are wanted
   * @param source makes the batches, the same at every call
   */
  RememberedBatches(Shard shard, int times, Supplier<Iterator<Batch>> source) {
    this.source = source;
    this.fit = times > 1 && (long) shard.size() * shard.shape().size() <= MOST_VALUES;
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
