package io.espalier.datasets.split;

import io.espalier.datasets.source.Example;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import scala.Tuple2;

/**
 * Lets through only the ranks in those buckets in which a cut falls.
 *
 * @param wanted {@code [classes, buckets]}
 */
record BoundaryKeys(boolean[] wanted, long seed)
    implements FlatMapFunction<Example, Tuple2<Integer, Rank>> {
  @Override
  public Iterator<Tuple2<Integer, Rank>> call(Example e) {
    long key = Keys.ofSplit(seed, e.identity());
    int at = e.label() * KeyHistogram.BUCKETS + KeyHistogram.bucket(key);
    return at >= 0 && at < wanted.length && wanted[at]
        ? List.of(new Tuple2<>(e.label(), new Rank(key, e.identity()))).iterator()
        : List.<Tuple2<Integer, Rank>>of().iterator();
  }
}
