package io.espalier.driver.round;

import io.espalier.datasets.Dataset;
import io.espalier.driver.plan.CandidatePlan;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation.BatchNorm;
import io.espalier.shard.Shard;
import io.espalier.train.Moments;
import io.espalier.train.ReplicaState;
import io.espalier.train.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * The jobs of a round. Each takes the states by broadcast, works on the cached shards, collects
 * what the cells give back and adds it in shard order. Nothing is kept on executors in between.
 */
public final class Rounds {
  private final Cluster cluster;
  private final Ledger ledger;
  private final long shuffleAboveBytes;

  /**
   * @param shuffleAboveBytes size of one candidate's state above which averages go by a shuffle
   */
  public Rounds(Cluster cluster, Ledger ledger, long shuffleAboveBytes) {
    this.cluster = cluster;
    this.ledger = ledger;
    this.shuffleAboveBytes = shuffleAboveBytes;
  }

  /** One shard's or the whole training split's gradient. */
  record Gradient(double[] sum, long examples) {
    double[] mean() {
      double[] m = new double[sum.length];
      for (int i = 0; i < m.length; i++) {
        m[i] = sum[i] / examples;
      }
      return m;
    }
  }

  /**
   * Gradients of states over the training shards, one job.
   *
   * @return for each state its shards' gradients, in shard order, shards without examples left out
   */
  List<List<Gradient>> gradients(List<float[]> values, List<Integer> batchSizes, String text) {
    cluster.describe(text);
    Broadcast<List<float[]>> sent = cluster.spark().broadcast(new ArrayList<>(values));
    try {
      List<ScoreTask> tasks = new ArrayList<>();
      for (int[] group : cluster.groups(values.size(), shards())) {
        tasks.add(
            new ScoreTask(
                cluster.sentArithmetic(),
                cluster.data().normalization(),
                sent,
                List.copyOf(batchSizes),
                group));
      }
      List<TreeMap<Integer, Gradient>> byState = new ArrayList<>();
      values.forEach(v -> byState.add(new TreeMap<>()));
      for (ScoreTask.Part p : collect(cluster.data().train(), tasks)) {
        ledger.scored(p.nanos());
        if (p.examples() > 0) {
          byState.get(p.state()).put(p.shard(), new Gradient(p.gradientSum(), p.examples()));
        }
      }
      return byState.stream().map(m -> List.copyOf(m.values())).toList();
    } finally {
      sent.destroy();
    }
  }

  /**
   * A round's outcome for one candidate.
   *
   * @param state averaged; null after a failure
   * @param failure the first cell's that failed; null if none did
   * @param before the score on validation that it started the round with; null unless asked for
   */
  record Tuned(
      ReplicaState state,
      double meanLoss,
      long nanos,
      long bytes,
      CellResult failure,
      Trainer.Score before) {}

  /**
   * Fine-tunes over one round and averages, one job; in the same job, the candidates that have just
   * been pruned are evaluated as they are.
   *
   * @param justPruned indices of those
   * @return by candidate, in the order given
   */
  List<Tuned> fineTune(List<CandidateRun> runs, int round, List<Integer> justPruned) {
    cluster.describe("fine-tune " + runs.size() + " candidates, round " + (round + 1));
    List<WireCandidate> wire = runs.stream().map(r -> wire(r, round)).toList();
    Broadcast<List<WireCandidate>> sent = cluster.spark().broadcast(new ArrayList<>(wire));
    Broadcast<List<Mask>> masks =
        cluster.spark().broadcast(new ArrayList<>(runs.stream().map(CandidateRun::mask).toList()));
    try {
      Dataset data = cluster.data();
      List<JavaRDD<List<Part>>> cells = new ArrayList<>();
      for (int[] group : cluster.groups(runs.size(), shards())) {
        cells.add(
            data.train()
                .map(
                    new FineTuneTask(
                        cluster.sentArithmetic(), data.normalization(), sent, masks, group)));
      }
      if (!justPruned.isEmpty()) {
        cells.add(
            data.validation()
                .map(
                    new EvaluateStartTask(
                        cluster.sentArithmetic(),
                        data.normalization(),
                        sent,
                        masks,
                        justPruned.stream().mapToInt(Integer::intValue).toArray())));
      }
      ledger.job();
      JavaRDD<List<Part>> all = Cluster.union(cells);
      boolean chunked = runs.stream().anyMatch(r -> bytes(r) > shuffleAboveBytes);
      return outcomes(
          runs,
          chunked
              ? ChunkedAveraging.of(all, shards(), ChunkedAveraging.CHUNK)
              : onDriver(all.collect()));
    } finally {
      sent.destroy();
      masks.destroy();
    }
  }

  private static WireCandidate wire(CandidateRun run, int round) {
    CandidatePlan p = run.plan();
    return new WireCandidate(
        run.id(),
        run.state(),
        p.spec().fineTune(),
        p.spec().seed(),
        p.firstBatch(round),
        p.batches(round),
        p.totalBatches(),
        round);
  }

  /**
   * Loss and accuracy of states, one job.
   *
   * @param shards of validation, test or training
   */
  public List<Trainer.Score> evaluate(
      JavaRDD<Shard> shards, List<float[]> survivors, List<Mask> masks, String text) {
    cluster.describe(text);
    Broadcast<List<float[]>> sent = cluster.spark().broadcast(new ArrayList<>(survivors));
    Broadcast<List<Mask>> sentMasks = cluster.spark().broadcast(new ArrayList<>(masks));
    try {
      List<EvaluateTask> tasks = new ArrayList<>();
      for (int[] group : cluster.groups(survivors.size(), shards.getNumPartitions())) {
        tasks.add(
            new EvaluateTask(
                cluster.sentArithmetic(), cluster.data().normalization(), sent, sentMasks, group));
      }
      List<EvaluateTask.Scored> parts =
          collect(shards, tasks).stream().map(EvaluateTask.Scored.class::cast).toList();
      return List.of(add(parts, survivors.size()));
    } finally {
      sent.destroy();
      sentMasks.destroy();
    }
  }

  /**
   * Sets every batch normalisation's mean and variance to those of the training data, layer by
   * layer, since each layer's input depends on the statistics of the layers before it: one job a
   * batch norm.
   *
   * @return survivors' values with the new statistics
   */
  List<float[]> recalibrate(List<float[]> survivors, List<Mask> masks) {
    List<float[]> current = survivors.stream().map(float[]::clone).toList();
    Network network = cluster.network();
    for (BatchNorm norm : network.batchNorms()) {
      cluster.describe("recalibrate " + norm.name() + " for " + current.size() + " candidates");
      List<Moments> pooled = moments(current, masks, norm.name());
      for (int c = 0; c < current.size(); c++) {
        set(
            current.get(c),
            masks.get(c),
            network.slot(norm.name() + ".mean"),
            pooled.get(c).mean());
        set(
            current.get(c),
            masks.get(c),
            network.slot(norm.name() + ".variance"),
            pooled.get(c).variance());
      }
    }
    return current;
  }

  private List<Moments> moments(List<float[]> survivors, List<Mask> masks, String batchNorm) {
    Broadcast<List<float[]>> sent = cluster.spark().broadcast(new ArrayList<>(survivors));
    Broadcast<List<Mask>> sentMasks = cluster.spark().broadcast(new ArrayList<>(masks));
    try {
      List<MomentsTask> tasks = new ArrayList<>();
      for (int[] group : cluster.groups(survivors.size(), shards())) {
        tasks.add(
            new MomentsTask(
                cluster.sentArithmetic(),
                cluster.data().normalization(),
                sent,
                sentMasks,
                batchNorm,
                group));
      }
      List<MomentsTask.Part> parts = new ArrayList<>(collect(cluster.data().train(), tasks));
      parts.sort(Comparator.comparingInt(MomentsTask.Part::shard));
      Moments[] pooled = new Moments[survivors.size()];
      for (MomentsTask.Part p : parts) {
        ledger.evaluated(p.nanos());
        Moments before = pooled[p.candidate()];
        pooled[p.candidate()] = before == null ? p.moments() : before.plus(p.moments());
      }
      return List.of(pooled);
    } finally {
      sent.destroy();
      sentMasks.destroy();
    }
  }

  private static void set(float[] survivors, Mask mask, Network.Slot slot, double[] values) {
    // Statistics are never pruned, so a slot's values lie together among the survivors.
    int at = mask.survivors(0, slot.offset());
    for (int i = 0; i < values.length; i++) {
      survivors[at + i] = (float) values[i];
    }
  }

  private int shards() {
    return cluster.data().train().getNumPartitions();
  }

  private <T> List<T> collect(
      JavaRDD<Shard> shards, List<? extends Function<Shard, List<T>>> tasks) {
    ledger.job();
    List<JavaRDD<List<T>>> mapped = new ArrayList<>();
    tasks.forEach(t -> mapped.add(shards.map(t)));
    return Cluster.union(mapped).collect().stream().flatMap(List::stream).toList();
  }

  private ChunkedAveraging.Averaged onDriver(List<List<Part>> collected) {
    long start = System.nanoTime();
    List<Part> parts = collected.stream().flatMap(List::stream).toList();
    Map<Integer, List<CellResult>> byCandidate = new TreeMap<>();
    for (Part p : parts) {
      if (p instanceof CellResult c) {
        byCandidate.computeIfAbsent(c.candidate(), k -> new ArrayList<>()).add(c);
      }
    }
    Map<Integer, ReplicaState> states = new LinkedHashMap<>();
    byCandidate.forEach(
        (candidate, own) -> {
          if (own.stream().noneMatch(CellResult::failed)) {
            states.put(candidate, Averaging.of(own));
          }
        });
    ledger.averaged(System.nanoTime() - start);
    return new ChunkedAveraging.Averaged(states, parts);
  }

  private List<Tuned> outcomes(List<CandidateRun> runs, ChunkedAveraging.Averaged averaged) {
    List<CellResult> cells = new ArrayList<>();
    List<EvaluateTask.Scored> scores = new ArrayList<>();
    for (Part p : averaged.outcomes()) {
      if (p instanceof CellResult c) {
        cells.add(c);
      } else if (p instanceof EvaluateTask.Scored s) {
        scores.add(s);
      }
    }
    cells.sort(Comparator.comparingInt(CellResult::shard));
    Trainer.Score[] before = add(scores, runs.size());
    List<Tuned> tuned = new ArrayList<>();
    for (int c = 0; c < runs.size(); c++) {
      double loss = 0;
      long examples = 0;
      long nanos = 0;
      long batchNanos = 0;
      CellResult failure = null;
      for (CellResult r : cells) {
        if (r.candidate() == c) {
          loss += r.lossSum();
          examples += r.examples();
          nanos += r.nanos();
          batchNanos += r.batchNanos();
          failure = failure == null && r.failed() ? r : failure;
        }
      }
      ledger.fineTuned(nanos, batchNanos);
      long moved = bytes(runs.get(c)) * (cluster.executors() + shards());
      ledger.moved(moved);
      tuned.add(
          new Tuned(
              failure == null ? averaged.states().get(c) : null,
              loss / examples,
              nanos,
              moved,
              failure,
              before[c].examples() == 0 ? null : before[c]));
    }
    return tuned;
  }

  private Trainer.Score[] add(List<EvaluateTask.Scored> parts, int candidates) {
    List<EvaluateTask.Scored> ordered = new ArrayList<>(parts);
    ordered.sort(Comparator.comparingInt(EvaluateTask.Scored::shard));
    Trainer.Score[] sums = new Trainer.Score[candidates];
    Arrays.fill(sums, Trainer.Score.ZERO);
    for (EvaluateTask.Scored p : ordered) {
      ledger.evaluated(p.nanos());
      sums[p.candidate()] = sums[p.candidate()].plus(p.score());
    }
    return sums;
  }

  private static long bytes(CandidateRun run) {
    int moments =
        run.plan().spec().fineTune().moments().equals("restart")
            ? 0
            : run.plan().spec().fineTune().optimizer().kind().moments();
    return 4L * run.state().values().length * (1 + moments);
  }
}
