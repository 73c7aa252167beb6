package io.espalier.datasets.shard;

import io.espalier.measure.Digest;
import io.espalier.shard.Shard;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.apache.spark.api.java.function.Function;

/**
 * What the driver keeps of a shard.
 *
 * @param size examples
 * @param lowestLabel 0 in an empty shard
 * @param highestLabel -1 in an empty shard
 * @param pixels whether the features are bytes
 * @param notFinite feature values that are NaN or infinite
 * @param sha256 of labels and raw feature bits, in order
 */
public record ShardSummary(
    int size, int lowestLabel, int highestLabel, boolean pixels, long notFinite, byte[] sha256)
    implements Serializable {

  /** Sums a shard up; runs on the executor that holds it. */
  public record Summarize() implements Function<Shard, ShardSummary> {
    @Override
    public ShardSummary call(Shard shard) {
      return of(shard);
    }
  }

  /** Sums a shard up. */
  public static ShardSummary of(Shard shard) {
    MessageDigest digest = Digest.sha256();
    digest.update(
        (shard.features().getClass().getSimpleName() + shard.size() + 'x' + shard.shape())
            .getBytes(StandardCharsets.UTF_8));
    int lowest = 0;
    int highest = -1;
    for (int label : shard.labels()) {
      lowest = Math.min(lowest, label);
      highest = Math.max(highest, label);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(label).flip());
    }
    long notFinite = 0;
    if (shard.features() instanceof Shard.Pixels p) {
      digest.update(p.values());
    } else if (shard.features() instanceof Shard.Floats f) {
      notFinite = update(digest, f.values());
    }
    return new ShardSummary(
        shard.size(),
        lowest,
        highest,
        shard.features() instanceof Shard.Pixels,
        notFinite,
        digest.digest());
  }

  private static long update(MessageDigest digest, float[] values) {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 14);
    long notFinite = 0;
    for (float v : values) {
      notFinite += Float.isFinite(v) ? 0 : 1;
      buffer.putInt(Float.floatToRawIntBits(v));
      if (!buffer.hasRemaining()) {
        digest.update(buffer.flip());
        buffer.clear();
      }
    }
    digest.update(buffer.flip());
    return notFinite;
  }
}
