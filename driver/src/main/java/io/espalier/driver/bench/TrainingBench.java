package io.espalier.driver.bench;

import io.espalier.shard.Batch;
import io.espalier.train.NativeThreads;
import io.espalier.train.OptimizerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Training's time, one thread on each side: MNIST's epoch of 60,000 examples in batches of 128, by
 * Nesterov's momentum, scaled up from slices. Batches are made beforehand on both sides.
 */
public final class TrainingBench {
  private static final double BATCHES_AN_EPOCH = Math.ceil(60_000.0 / Subject.BATCH);

  private static final OptimizerSpec OPTIMIZER =
      new OptimizerSpec(OptimizerSpec.Kind.NESTEROV, 0.01, 0.9, 0.9, 0.999, 1e-8, 0, 0);

  /** Examples enough that they come from memory, as an epoch's do. */
  private static final int MOST_BATCHES = 100;

  /** Candidates of {@link #scaling}: so many that threads end at about the same time. */
  private static final int CANDIDATES = 8;

  private TrainingBench() {}

  /** Masked fine-tuning against stock DL4J and against our own dense epoch. */
  public static List<Row> finetune(Slices slices) {
    List<Row> rows = new ArrayList<>(finetune(slices, "lenet-300-100", 0.8, 0.9, 0.95, 0.98));
    rows.addAll(finetune(slices, "lenet-5", 0.8, 0.95));
    return rows;
  }

  static List<Row> finetune(Slices slices, String zoo, double... sparsities) {
    List<Subject> subjects =
        IntStream.range(0, sparsities.length)
            .mapToObj(i -> Subject.of(zoo, sparsities[i]))
            .toList();
    List<Batch> batches = subjects.get(0).batches(Math.min(slices.batches(), MOST_BATCHES));
    List<Slices.Side> sides = new ArrayList<>();
    // Multiplying by a mask takes as long whatever it holds: one reference serves all sparsities.
    sides.add(new StockDl4j(subjects.get(subjects.size() - 1), batches, OPTIMIZER));
    sides.add(new OwnTraining(subjects.get(0).dense(), batches, OPTIMIZER));
    subjects.forEach(s -> sides.add(new OwnTraining(s, batches, OPTIMIZER)));
    double[] epochs = epochs(slices, sides);
    List<Row> rows = new ArrayList<>();
    for (int s = 0; s < subjects.size(); s++) {
      double ours = epochs[s + 2];
      rows.add(row("finetune", subjects.get(s).name("dl4j"), ours, epochs[0]));
      rows.add(row("finetune", subjects.get(s).name("own-dense"), ours, epochs[1]));
    }
    return rows;
  }

  /** Dense training against stock DL4J. */
  public static List<Row> dense(Slices slices) {
    List<Row> rows = new ArrayList<>();
    for (String zoo : List.of("lenet-300-100", "lenet-5")) {
      rows.addAll(dense(slices, zoo));
    }
    return rows;
  }

  static List<Row> dense(Slices slices, String zoo) {
    Subject subject = Subject.of(zoo, 0);
    List<Batch> batches = subject.batches(Math.min(slices.batches(), MOST_BATCHES));
    double[] epochs =
        epochs(
            slices,
            List.of(
                new StockDl4j(subject, batches, OPTIMIZER),
                new OwnTraining(subject, batches, OPTIMIZER)));
    return List.of(row("dense", subject.name("dl4j"), epochs[1], epochs[0]));
  }

  /** Candidates on two threads against the same on one. */
  public static List<Row> scaling(Slices slices) {
    List<Row> rows = new ArrayList<>();
    for (String zoo : List.of("lenet-300-100", "lenet-5")) {
      rows.add(scaling(slices, zoo));
    }
    return rows;
  }

  static Row scaling(Slices slices, String zoo) {
    Subject subject = Subject.of(zoo, 0.95);
    List<Batch> batches = subject.batches(Math.min(slices.batches(), MOST_BATCHES));
    List<OwnTraining> candidates =
        IntStream.range(0, CANDIDATES)
            .mapToObj(i -> new OwnTraining(subject, batches, OPTIMIZER))
            .toList();
    ExecutorService one = Executors.newFixedThreadPool(1);
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      double[] epochs =
          epochs(slices, List.of(together(one, candidates), together(two, candidates)));
      return row("scaling", subject.name("1-thread"), epochs[1], epochs[0]);
    } finally {
      one.shutdownNow();
      two.shutdownNow();
      candidates.forEach(OwnTraining::close);
    }
  }

  private static Slices.Side together(ExecutorService threads, List<OwnTraining> candidates) {
    return count -> {
      List<Future<?>> all = new ArrayList<>();
      candidates.forEach(c -> all.add(threads.submit(() -> c.run(count))));
      for (Future<?> f : all) {
        try {
          f.get();
        } catch (InterruptedException | ExecutionException e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  private static double[] epochs(Slices slices, List<Slices.Side> sides) {
    NativeThreads.pin();
    try {
      double[] seconds = slices.seconds(sides);
      for (int s = 0; s < seconds.length; s++) {
        seconds[s] *= BATCHES_AN_EPOCH;
      }
      return seconds;
    } finally {
      sides.forEach(Slices.Side::close);
    }
  }

  private static Row row(String benchmark, String name, double ours, double reference) {
    return new Row(benchmark, name, ours, reference, "s an epoch", reference / ours);
  }
}
