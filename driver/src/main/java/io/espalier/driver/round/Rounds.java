package io.espalier.driver.round;

import io.espalier.datasets.Dataset;
import io.espalier.driver.fault.FaultPoint;
import io.espalier.driver.fault.Faults;
import io.espalier.driver.plan.CandidatePlan;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation.BatchNorm;
import io.espalier.shard.Shard;
import io.espalier.statistic.Sums;
import io.espalier.train.Moments;
import io.espalier.train.ShadowRule;
import io.espalier.train.Trainer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs of a round. Each takes the states by broadcast, works on the cached shards, collects
 * what the cells give back and adds it in shard order. Nothing is kept on executors in between.
 */
public final class Rounds {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

  private final Cluster cluster;
  private final Ledger ledger;
  private final long shuffleAboveBytes;
  private final Faults faults;
  private Teacher teacher;

  /**
   * @param shuffleAboveBytes size of one candidate's state above which averages go by a shuffle
   */
  public Rounds(Cluster cluster, Ledger ledger, long shuffleAboveBytes) {
    this(cluster, ledger, shuffleAboveBytes, Faults.none());
  }

  /** The same where faults may strike. */
  public Rounds(Cluster cluster, Ledger ledger, long shuffleAboveBytes, Faults faults) {
    this.cluster = cluster;
    this.ledger = ledger;
    this.shuffleAboveBytes = shuffleAboveBytes;
    this.faults = faults;
  }

  /**
   * Lets a dense network teach the candidates whose objective asks for it, until {@link #untaught}.
   *
   * @param trained all of its values
   */
  void taughtBy(float[] trained) {
    ledger.job();
    ledger.moved(4L * trained.length * cluster.executors());
    teacher = new Teacher(cluster, trained);
  }

  /** Frees the executors of what a teacher said. */
  void untaught() {
    if (teacher != null) {
      teacher.close();
      teacher = null;
    }
  }

  /**
   * What criteria ask of the training shards about some states, one job.
   *
   * @return for each state its shards' statistics, in shard order, each in the order asked
   */
  List<List<List<Sums>>> statistics(
      List<ScoreTask.Asked> states, List<Subject> subjects, String text) {
    cluster.describe(Layout.of(text, "training", shards()));
    SentSubjects.Sent sentSubjects = cluster.subjects().send(subjects);
    Broadcast<List<ScoreTask.Asked>> sent = cluster.spark().broadcast(new ArrayList<>(states));
    try {
      List<ScoreTask> tasks = new ArrayList<>();
      for (int[] group : cluster.groups(states.size(), shards())) {
        tasks.add(
            new ScoreTask(
                cluster.sentArithmetic(),
                cluster.data().normalization(),
                sent,
                sentSubjects.places(),
                shards(),
                group,
                faults.plan()));
      }
      List<TreeMap<Integer, List<Sums>>> byState = new ArrayList<>();
      states.forEach(s -> byState.add(new TreeMap<>()));
      List<float[]> values = states.stream().map(ScoreTask.Asked::survivors).toList();
      moved(values, sentSubjects);
      for (ScoreTask.Part p : collect(cluster.data().train(), tasks)) {
        ledger.scored(p.nanos());
        ledger.moved(p.sums().stream().mapToLong(s -> 8L * s.values().length).sum());
        byState.get(p.state()).put(p.shard(), p.sums());
      }
      return byState.stream().map(m -> List.copyOf(m.values())).toList();
    } finally {
      sent.destroy();
    }
  }

  /**
   * Fine-tunes over one round and averages, one job; in the same job, the candidates that have just
   * been pruned are evaluated as they are.
   *
   * @param justPruned indices of those
   * @return by candidate, in the order given
   */
  List<FineTuneOutcome> fineTune(List<CandidateRun> runs, int round, List<Integer> justPruned) {
    cluster.look();
    List<int[]> groups = cluster.groups(runs.size(), shards());
    Layout layout =
        Layout.cells(
            "fine-tune " + runs.size() + " candidates, round " + (round + 1), shards(), groups);
    cluster.describe(layout);
    LOG.info("{}: {} cells", layout.text(), layout.cells());
    ArrayList<WireCandidate> wave = new ArrayList<>();
    runs.forEach(r -> wave.add(wire(r, round)));
    SentSubjects.Sent subjects =
        cluster.subjects().send(runs.stream().map(CandidateRun::subject).toList());
    Broadcast<List<WireCandidate>> sent = cluster.spark().broadcast(wave);
    try {
      Dataset data = cluster.data();
      List<JavaRDD<List<Part>>> cells = new ArrayList<>();
      for (int[] group : groups) {
        cells.add(
            cells(
                new FineTuneTask(
                    cluster.sentArithmetic(),
                    data.normalization(),
                    sent,
                    subjects.places(),
                    group,
                    faults.plan())));
      }
      if (!justPruned.isEmpty()) {
        cells.add(
            data.validation()
                .map(
                    evaluation(
                        new States.Starts(sent),
                        subjects,
                        justPruned.stream().mapToInt(Integer::intValue).toArray())));
      }
      ledger.job();
      JavaRDD<List<Part>> all = Cluster.union(cells);
      long out = (SerializedSize.ofWave(wave) + subjects.bytes()) * cluster.executors();
      ChunkedAveraging.Averaged averaged;
      long back;
      if (runs.stream().anyMatch(r -> bytes(r) > shuffleAboveBytes)) {
        averaged = ChunkedAveraging.of(all, shards(), ChunkedAveraging.CHUNK);
        // To where they are added, and their averages to the driver.
        back = runs.stream().mapToLong(r -> bytes(r) * (shards() + 1L)).sum();
      } else {
        List<List<Part>> collected = all.collect();
        long start = System.nanoTime();
        averaged = Averaging.onDriver(collected);
        ledger.averaged(System.nanoTime() - start);
        back = collected.stream().mapToLong(SerializedSize::ofParts).sum();
      }
      if (faults.pass(FaultPoint.REDUCE, "round", round + 1).isPresent()) {
        cluster.drop();
      }
      ledger.round(out + back);
      return FineTuneOutcome.of(averaged, bytes(runs, out + back), ledger);
    } finally {
      sent.destroy();
    }
  }

  private JavaRDD<List<Part>> cells(FineTuneTask task) {
    return teacher == null
        ? cluster.data().train().map(task)
        : teacher.shards().map(new TaughtFineTuneTask(task));
  }

  /** Divides a round's bytes: to each candidate its values', and an even part of the rest. */
  private long[] bytes(List<CandidateRun> runs, long moved) {
    long[] own =
        runs.stream().mapToLong(r -> bytes(r) * (cluster.executors() + shards())).toArray();
    long rest = moved - LongStream.of(own).sum();
    return LongStream.of(own).map(b -> b + rest / own.length).toArray();
  }

  private static WireCandidate wire(CandidateRun run, int round) {
    CandidatePlan p = run.plan();
    return new WireCandidate(
        run.id(),
        run.state(),
        p.fineTune(round),
        p.spec().seed(),
        p.streamBatch(round),
        p.batches(round),
        p.courseBatches(round),
        round,
        run.shadow().stream().toList());
  }

  /**
   * Loss and accuracy of states, one job.
   *
   * @param shards of validation, test or training
   */
  public List<Trainer.Score> evaluate(
      JavaRDD<Shard> shards, List<float[]> survivors, List<Subject> subjects, String text) {
    Broadcast<List<float[]>> sent = cluster.spark().broadcast(new ArrayList<>(survivors));
    try {
      return scores(shards, new States.Rows(sent), survivors, subjects, text);
    } finally {
      sent.destroy();
    }
  }

  /**
   * Loss and accuracy of one network under several masks, one job in which its values travel once.
   *
   * @param shards of validation, test or training
   * @param values all of the network's
   */
  List<Trainer.Score> evaluatePruned(
      JavaRDD<Shard> shards, float[] values, List<Mask> masks, String text) {
    Broadcast<float[]> sent = cluster.spark().broadcast(values);
    try {
      return scores(
          shards,
          new States.Masked(sent),
          List.of(values),
          masks.stream().map(Subject::of).toList(),
          text);
    } finally {
      sent.destroy();
    }
  }

  /**
   * Loss and accuracy of states, a subject each.
   *
   * @param rows what was sent of them
   */
  private List<Trainer.Score> scores(
      JavaRDD<Shard> shards,
      States states,
      List<float[]> rows,
      List<Subject> subjects,
      String text) {
    cluster.describe(Layout.of(text, name(shards), shards.getNumPartitions()));
    SentSubjects.Sent sentSubjects = cluster.subjects().send(subjects);
    moved(rows, sentSubjects);
    List<EvaluateTask> tasks = new ArrayList<>();
    for (int[] group : cluster.groups(subjects.size(), shards.getNumPartitions())) {
      tasks.add(evaluation(states, sentSubjects, group));
    }
    List<EvaluateTask.Scored> parts =
        collect(shards, tasks).stream().map(EvaluateTask.Scored.class::cast).toList();
    return List.of(FineTuneOutcome.scores(parts, subjects.size(), ledger));
  }

  private String name(JavaRDD<Shard> shards) {
    Dataset data = cluster.data();
    return shards == data.train() ? "training" : shards == data.test() ? "test" : "validation";
  }

  private EvaluateTask evaluation(States states, SentSubjects.Sent subjects, int[] members) {
    return new EvaluateTask(
        cluster.sentArithmetic(),
        cluster.data().normalization(),
        states,
        subjects.places(),
        members);
  }

  /**
   * Sets every batch normalisation's mean and variance to those of the training data, layer by
   * layer, since each layer's input depends on the statistics of the layers before it: one job a
   * batch norm.
   *
   * @return survivors' values with the new statistics
   */
  List<float[]> recalibrate(List<float[]> survivors, List<Subject> subjects) {
    List<float[]> current = survivors.stream().map(float[]::clone).toList();
    for (BatchNorm norm : cluster.network().batchNorms()) {
      List<Integer> having = new ArrayList<>();
      for (int c = 0; c < current.size(); c++) {
        if (network(subjects.get(c)).batchNorms().stream()
            .anyMatch(b -> b.name().equals(norm.name()))) {
          having.add(c);
        }
      }
      if (!having.isEmpty()) {
        recalibrate(norm.name(), having, current, subjects);
      }
    }
    return current;
  }

  /** One batch norm, of the candidates whose networks still have it. */
  private void recalibrate(
      String norm, List<Integer> having, List<float[]> current, List<Subject> subjects) {
    cluster.describe(
        Layout.of(
            "recalibrate " + norm + " for " + having.size() + " candidates", "training", shards()));
    List<Moments> pooled =
        moments(
            having.stream().map(current::get).toList(),
            having.stream().map(subjects::get).toList(),
            norm);
    for (int h = 0; h < having.size(); h++) {
      int c = having.get(h);
      Network network = network(subjects.get(c));
      Mask mask = subjects.get(c).mask();
      set(current.get(c), mask, network.slot(norm + ".mean"), pooled.get(h).mean());
      set(current.get(c), mask, network.slot(norm + ".variance"), pooled.get(h).variance());
    }
  }

  private Network network(Subject subject) {
    return subject.network(cluster.network());
  }

  private List<Moments> moments(List<float[]> survivors, List<Subject> subjects, String batchNorm) {
    SentSubjects.Sent sentSubjects = cluster.subjects().send(subjects);
    Broadcast<List<float[]>> sent = cluster.spark().broadcast(new ArrayList<>(survivors));
    moved(survivors, sentSubjects);
    try {
      List<MomentsTask> tasks = new ArrayList<>();
      for (int[] group : cluster.groups(survivors.size(), shards())) {
        tasks.add(
            new MomentsTask(
                cluster.sentArithmetic(),
                cluster.data().normalization(),
                sent,
                sentSubjects.places(),
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
    }
  }

  /** Frees the executors of masks and networks that no candidate has any more. */
  void keepSubjects(List<CandidateRun> live) {
    cluster.subjects().keep(live.stream().map(CandidateRun::subject).toList());
  }

  private void moved(List<float[]> rows, SentSubjects.Sent subjects) {
    ledger.moved((SerializedSize.ofRows(rows) + subjects.bytes()) * cluster.executors());
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

  private static long bytes(CandidateRun run) {
    int rows = run.shadow().map(ShadowRule::rows).orElse(0);
    return 4L
        * run.state().values().length
        * (1 + rows + run.plan().spec().fineTune().travellingMoments());
  }
}
