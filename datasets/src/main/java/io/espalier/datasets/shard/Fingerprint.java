package io.espalier.datasets.shard;

import io.espalier.measure.Digest;
import io.espalier.model.Shape;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** One hash for a whole data set: equal exactly where all shards, classes and the shape are. */
public final class Fingerprint {
  private Fingerprint() {}

  /**
   * SHA-256 in hex over the shards' own hashes in order, the class names and the shape.
   *
   * @param splits train, validation, test
   */
  public static String of(List<List<ShardSummary>> splits, List<String> classes, Shape shape) {
    MessageDigest digest = Digest.sha256();
    for (List<ShardSummary> split : splits) {
      text(digest, "split of " + split.size());
      split.forEach(s -> digest.update(s.sha256()));
    }
    classes.forEach(c -> text(digest, c));
    text(digest, shape.toString());
    return HexFormat.of().formatHex(digest.digest());
  }

  /** With its length before it, so that no two lists of texts look alike. */
  private static void text(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
  }
}
