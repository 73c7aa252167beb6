package io.espalier.driver.round;

import io.espalier.shard.Batch;
import java.util.Iterator;

/** Batches that know how long it took to make them; measures cost, decides nothing. */
final class TimedBatches implements Iterator<Batch> {
  private final Iterator<Batch> batches;
  private long nanos;

  TimedBatches(Iterator<Batch> batches) {
    this.batches = batches;
  }

  @Override
  public boolean hasNext() {
    return batches.hasNext();
  }

  @Override
  public Batch next() {
    long start = System.nanoTime();
    Batch batch = batches.next();
    nanos += System.nanoTime() - start;
    return batch;
  }

  long nanos() {
    return nanos;
  }
}
