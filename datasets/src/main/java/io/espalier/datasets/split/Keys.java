package io.espalier.datasets.split;

import io.espalier.datasets.source.Identity;
import io.espalier.shard.Seeds;

/** Hash keys that place a record: functions of its identity and the seed alone, as unsigned. */
public final class Keys {
  private static final long SPLIT = 1;
  private static final long SHARD = 2;

  private Keys() {}

  /** The lowest keys of a class go to test, the next to validation. */
  public static long ofSplit(long seed, Identity identity) {
    return Seeds.mix(seed, identity.group(), identity.member(), SPLIT);
  }

  /** Gives a record its shard, by remainder, and its place in that shard, by order. */
  public static long ofShard(long seed, Identity identity) {
    return Seeds.mix(seed, identity.group(), identity.member(), SHARD);
  }

  /** The shard of a record with this key. */
  public static int shard(long key, int shards) {
    return (int) Long.remainderUnsigned(key, shards);
  }
}
