package io.espalier.driver.round;

import io.espalier.train.ReplicaState;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;

/**
 * Averages states that are too large to meet on the driver several times over: a shuffle brings the
 * shards' parts of one (candidate, chunk) together, where they are sorted by shard before they are
 * added. The bits are those of {@link Averaging}.
 */
final class ChunkedAveraging {
  /** Values of a chunk: 4 MB, so that a few fit a small executor beside its shards. */
  static final int CHUNK = 1 << 20;

  private ChunkedAveraging() {}

  /** Whose piece it is: row 0 are the values, row m the optimizer's moment m. */
  record Key(int candidate, int row, int chunk) implements Serializable {}

  /** One shard's piece; without values it carries only the cell's outcome. */
  record Piece(int shard, double weight, float[] values, Part outcome) implements Serializable {}

  /** Cuts a task's results into pieces. */
  record Cut(int chunkValues) implements PairFlatMapFunction<List<Part>, Key, Piece> {
    @Override
    public Iterator<Tuple2<Key, Piece>> call(List<Part> parts) {
      List<Tuple2<Key, Piece>> pieces = new ArrayList<>();
      for (Part part : parts) {
        if (part instanceof EvaluateTask.Scored s) {
          pieces.add(
              new Tuple2<>(
                  new Key(s.candidate(), -2, s.shard()), new Piece(s.shard(), 0, null, s)));
          continue;
        }
        CellResult r = (CellResult) part;
        CellResult outcome = r.with(r.failed() ? null : SerializedSize.hollow(r.state()));
        pieces.add(
            new Tuple2<>(
                new Key(r.candidate(), -1, r.shard()), new Piece(r.shard(), 0, null, outcome)));
        if (!r.failed() && r.examples() > 0) {
          cut(pieces, r, 0, r.state().values());
          for (int m = 0; m < r.state().moments().length; m++) {
            cut(pieces, r, m + 1, r.state().moments()[m]);
          }
        }
      }
      return pieces.iterator();
    }

    private void cut(List<Tuple2<Key, Piece>> pieces, CellResult r, int row, float[] values) {
      for (int from = 0, chunk = 0; from < values.length; from += chunkValues, chunk++) {
        int to = Math.min(values.length, from + chunkValues);
        pieces.add(
            new Tuple2<>(
                new Key(r.candidate(), row, chunk),
                new Piece(r.shard(), r.examples(), Arrays.copyOfRange(values, from, to), null)));
      }
    }
  }

  /** Adds the pieces of one key in shard order. */
  record Add() implements Function<Iterable<Piece>, Piece> {
    @Override
    public Piece call(Iterable<Piece> pieces) {
      List<Piece> ordered = new ArrayList<>();
      pieces.forEach(ordered::add);
      ordered.sort(Comparator.comparingInt(Piece::shard));
      if (ordered.get(0).outcome() != null) {
        return ordered.get(0);
      }
      double[] weights = ordered.stream().mapToDouble(Piece::weight).toArray();
      return new Piece(
          -1, 0, Averaging.mean(ordered.stream().map(Piece::values).toList(), weights), null);
    }
  }

  /** What a round's cells came to: averaged states by candidate, and every cell's outcome. */
  record Averaged(Map<Integer, ReplicaState> states, List<Part> outcomes) {}

  static Averaged of(JavaRDD<List<Part>> cells, int partitions, int chunkValues) {
    JavaPairRDD<Key, Piece> sums =
        cells.flatMapToPair(new Cut(chunkValues)).groupByKey(partitions).mapValues(new Add());
    Map<Integer, TreeMap<Integer, TreeMap<Integer, float[]>>> rows = new TreeMap<>();
    List<Part> outcomes = new ArrayList<>();
    for (Tuple2<Key, Piece> t : sums.collect()) {
      if (t._1.row() < 0) {
        outcomes.add(t._2.outcome());
      } else {
        rows.computeIfAbsent(t._1.candidate(), k -> new TreeMap<>())
            .computeIfAbsent(t._1.row(), k -> new TreeMap<>())
            .put(t._1.chunk(), t._2.values());
      }
    }
    Map<Integer, ReplicaState> states = new LinkedHashMap<>();
    rows.forEach(
        (candidate, byRow) -> {
          List<CellResult> own =
              outcomes.stream()
                  .filter(CellResult.class::isInstance)
                  .map(CellResult.class::cast)
                  .filter(o -> o.candidate() == candidate && !o.failed())
                  .toList();
          long step = own.stream().mapToLong(o -> o.state().step()).max().orElse(0);
          float[][] moments = new float[own.get(0).state().moments().length][];
          for (int m = 0; m < moments.length; m++) {
            moments[m] = join(byRow.get(m + 1).values());
          }
          states.put(candidate, new ReplicaState(join(byRow.get(0).values()), moments, step));
        });
    return new Averaged(states, outcomes);
  }

  private static float[] join(Iterable<float[]> chunks) {
    int n = 0;
    for (float[] c : chunks) {
      n += c.length;
    }
    float[] all = new float[n];
    int at = 0;
    for (float[] c : chunks) {
      System.arraycopy(c, 0, all, at, c.length);
      at += c.length;
    }
    return all;
  }
}
