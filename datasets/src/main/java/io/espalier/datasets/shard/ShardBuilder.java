package io.espalier.datasets.shard;

import io.espalier.datasets.source.Identity;
import io.espalier.datasets.split.Keys;
import io.espalier.model.Shape;
import io.espalier.shard.Shard;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import scala.Tuple2;

/** Makes the blocks that reached a partition into its one shard, ordered by key, then identity. */
record ShardBuilder(Shape shape, long seed)
    implements Function2<Integer, Iterator<Tuple2<Integer, Block>>, Iterator<Shard>> {

  private record Place(long key, Identity identity, Block block, int at)
      implements Comparable<Place> {
    @Override
    public int compareTo(Place o) {
      int c = Long.compareUnsigned(key, o.key);
      return c != 0 ? c : identity.compareTo(o.identity);
    }
  }

  @Override
  public Iterator<Shard> call(Integer index, Iterator<Tuple2<Integer, Block>> blocks) {
    List<Place> places = new ArrayList<>();
    boolean pixels = true;
    while (blocks.hasNext()) {
      Block block = blocks.next()._2();
      pixels &= block.features() instanceof Shard.Pixels;
      for (int i = 0; i < block.size(); i++) {
        Identity identity = block.identity(i);
        places.add(new Place(Keys.ofShard(seed, identity), identity, block, i));
      }
    }
    places.sort(null);
    int width = shape.size();
    int[] labels = new int[places.size()];
    FeatureBlock features = FeatureBlock.of(pixels, Math.multiplyExact(places.size(), width));
    for (int i = 0; i < labels.length; i++) {
      Place p = places.get(i);
      labels[i] = p.block.labels()[p.at];
      features.copy(p.block.features(), p.at * width, i * width, width);
    }
    return List.of(new Shard(index, shape, labels, features.features())).iterator();
  }
}
