package io.espalier.datasets.shard;

import io.espalier.datasets.source.Example;
import io.espalier.datasets.split.Keys;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import scala.Tuple2;

/** Gathers a stream of examples into blocks by shard; holds {@link #BUDGET} bytes at the most. */
final class Blocks implements Iterator<Tuple2<Integer, Block>> {
  /** Features that one task holds back. */
  private static final long BUDGET = 32L << 20;

  private static final int LARGEST = 512;

  private final Iterator<Example> examples;
  private final List<List<Example>> waiting = new ArrayList<>();
  private final long seed;
  private final int width;
  private final int full;
  private int drained;

  Blocks(Iterator<Example> examples, int shards, long seed, int width) {
    this.examples = examples;
    this.seed = seed;
    this.width = width;
    this.full =
        (int) Math.max(1, Math.min(LARGEST, BUDGET / ((long) shards * width * Float.BYTES)));
    for (int s = 0; s < shards; s++) {
      waiting.add(new ArrayList<>());
    }
  }

  @Override
  public boolean hasNext() {
    if (examples.hasNext()) {
      return true;
    }
    while (drained < waiting.size() && waiting.get(drained).isEmpty()) {
      drained++;
    }
    return drained < waiting.size();
  }

  @Override
  public Tuple2<Integer, Block> next() {
    while (examples.hasNext()) {
      Example e = examples.next();
      int shard = Keys.shard(Keys.ofShard(seed, e.identity()), waiting.size());
      waiting.get(shard).add(e);
      if (waiting.get(shard).size() == full) {
        return take(shard);
      }
    }
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return take(drained);
  }

  private Tuple2<Integer, Block> take(int shard) {
    Block block = Block.of(waiting.get(shard), width);
    waiting.get(shard).clear();
    return new Tuple2<>(shard, block);
  }
}
