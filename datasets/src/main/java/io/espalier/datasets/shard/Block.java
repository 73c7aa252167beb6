package io.espalier.datasets.shard;

import io.espalier.datasets.source.Example;
import io.espalier.datasets.source.Identity;
import io.espalier.shard.Shard;
import java.io.Serializable;
import java.util.List;

/**
 * Some examples of one shard on their way through the shuffle: a few arrays, because an object an
 * example would cost more to write than its pixels.
 *
 * @param groups of the identities
 * @param members of the identities
 * @param features {@code [n, width]}; bytes if all of them are pixels
 */
record Block(long[] groups, long[] members, int[] labels, Shard.Features features)
    implements Serializable {

  static Block of(List<Example> examples, int width) {
    int n = examples.size();
    long[] groups = new long[n];
    long[] members = new long[n];
    int[] labels = new int[n];
    boolean pixels = true;
    for (int i = 0; i < n; i++) {
      Example e = examples.get(i);
      groups[i] = e.identity().group();
      members[i] = e.identity().member();
      labels[i] = e.label();
      pixels &= e.features() instanceof Shard.Pixels;
      if (e.features().length() != width) {
        throw new IllegalStateException(
            e.features().length() + " values in " + e.identity() + ", expected " + width);
      }
    }
    FeatureBlock values = FeatureBlock.of(pixels, Math.multiplyExact(n, width));
    for (int i = 0; i < n; i++) {
      values.copy(examples.get(i).features(), 0, i * width, width);
    }
    return new Block(groups, members, labels, values.features());
  }

  int size() {
    return labels.length;
  }

  Identity identity(int i) {
    return new Identity(groups[i], members[i]);
  }
}
