package io.espalier.datasets.shard;

import io.espalier.input.InputException;
import io.espalier.shard.Shard;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.function.Function;

/**
 * Lets a shard pass that is what it was when it was first read. A shard that an executor lost is
 * read again from its source, which may be another by then; without this, a run would go on with
 * the other data and say nothing.
 *
 * @param split its key, for messages: {@code data.train}
 * @param expected SHA-256 by shard
 */
public record Verified(String split, List<byte[]> expected) implements Function<Shard, Shard> {
  /**
   * @throws InputException if it is another
   */
  @Override
  public Shard call(Shard shard) {
    if (!Arrays.equals(expected.get(shard.index()), ShardSummary.of(shard).sha256())) {
      throw new InputException(
          split,
          "changed while the run went on: shard "
              + shard.index()
              + ", read again, differs from its checksum",
          "the data as they were when the run was begun");
    }
    return shard;
  }
}
