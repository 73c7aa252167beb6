package io.espalier.driver.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.TinyRun;
import io.espalier.driver.fault.FaultPlan;
import io.espalier.driver.spec.TrainSpec;
import io.espalier.mask.Mask;
import io.espalier.model.Shape;
import io.espalier.model.Zoo;
import io.espalier.shard.Batch;
import io.espalier.shard.Normalization;
import io.espalier.shard.Shard;
import io.espalier.train.OptimizerSpec;
import io.espalier.train.Recipe;
import io.espalier.train.ReplicaState;
import io.espalier.train.TrainerKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FineTuneTaskTest {
  private static final int BATCHES = 19; // no multiple of a chunk

  /** 10 examples of 4 pixels: two batches of 4 and one of 2 an epoch. */
  private static final Shard SHARD =
      new Shard(2, Shape.of(4), new int[10], new Shard.Pixels(new byte[40]));

  private static SparkSession spark;

  private final StubTrainer trainer = new StubTrainer();
  private int made;

  @BeforeAll
  static void start() {
    spark = TinyRun.spark("local[1]");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static WireCandidate candidate(String id, long seed, double learningRate) {
    TrainSpec d = TrainSpec.FINE_TUNE_DEFAULTS;
    OptimizerSpec o = OptimizerSpec.DEFAULTS;
    return new WireCandidate(
        id,
        new ReplicaState(new float[1], new float[0][], 0),
        new TrainSpec(
            d.epochs(),
            4,
            d.averageEvery(),
            d.evaluateEvery(),
            Recipe.plain(
                new OptimizerSpec(
                    o.kind(), learningRate, o.momentum(), o.beta1(), o.beta2(), o.epsilon(), 0, 0),
                d.schedule()),
            d.earlyStopping(),
            d.moments(),
            d.method(),
            d.keepEpochs()),
        seed,
        0,
        BATCHES,
        BATCHES,
        0,
        List.of());
  }

  private List<CellResult> run(WireCandidate... candidates) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    FineTuneTask task =
        new FineTuneTask(
            context.broadcast(
                Arithmetic.of(
                    Zoo.network("lenet-300-100", Shape.of(1, 28, 28), 10), TrainerKind.DL4J)),
            Normalization.NONE,
            context.broadcast(List.of(candidates)),
            new SentSubjects(context)
                .send(Collections.nCopies(candidates.length, Subject.of(Mask.full(1))))
                .places(),
            IntStream.range(0, candidates.length).toArray(),
            FaultPlan.NONE);
    return task
        .cells(
            trainer,
            SHARD,
            task.members(),
            s -> counting(s.of(SHARD, Normalization.NONE, new float[0])))
        .stream()
        .map(CellResult.class::cast)
        .toList();
  }

  private Iterator<Batch> counting(Iterator<Batch> batches) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return batches.hasNext();
      }

      @Override
      public Batch next() {
        made++;
        return batches.next();
      }
    };
  }

  @Test
  void candidatesOfOneStreamShareEachBatch() {
    List<CellResult> cells =
        run(candidate("a", 1, 0.1), candidate("b", 1, 0.2), candidate("c", 1, 0.3));
    assertThat(made).isEqualTo(BATCHES);
    assertThat(trainer.seen).hasSize(3 * BATCHES);
    // A chunk is finished by each candidate before the next chunk is begun.
    assertThat(trainer.seen.subList(0, 8)).isEqualTo(trainer.seen.subList(8, 16));
    assertThat(trainer.seen.subList(0, 8)).isEqualTo(trainer.seen.subList(16, 24));
    assertThat(cells).extracting(CellResult::candidate).containsExactly(0, 1, 2);
    assertThat(cells).allMatch(c -> c.state().step() == BATCHES && c.examples() == 6 * 10 + 4);
    assertThat(cells).allMatch(c -> c.shard() == 2 && c.nanos() >= c.batchNanos());
  }

  @Test
  void anotherSeedIsAnotherStream() {
    run(candidate("a", 1, 0.1), candidate("b", 2, 0.1));
    assertThat(made).isEqualTo(2 * BATCHES);
    assertThat(new ArrayList<>(trainer.seen.subList(0, BATCHES)))
        .doesNotContainAnyElementsOf(trainer.seen.subList(BATCHES, 2 * BATCHES));
  }

  @Test
  void oneThatFailsLeavesTheOthersAlone() {
    List<CellResult> cells =
        run(candidate("a", 1, 0.1), candidate("b", 1, StubTrainer.DIVERGES), candidate("c", 1, 1));
    assertThat(made).isEqualTo(BATCHES);
    assertThat(cells).extracting(CellResult::failed).containsExactly(false, true, false);
    assertThat(cells.get(1).failure()).isEqualTo("the loss is NaN at step 3");
    assertThat(cells.get(1).stack()).contains("DivergedException");
    assertThat(cells.get(2).state().step()).isEqualTo(BATCHES);
  }

  @Test
  void noMoreBatchesAreMadeWhenAllHaveFailed() {
    run(candidate("a", 1, StubTrainer.DIVERGES), candidate("b", 1, StubTrainer.DIVERGES));
    assertThat(made).isEqualTo(FineTuneTask.CHUNK);
  }
}
