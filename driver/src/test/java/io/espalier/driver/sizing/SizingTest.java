package io.espalier.driver.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.driver.plan.CandidatePlan;
import io.espalier.driver.plan.Plan;
import io.espalier.driver.plan.Plans;
import io.espalier.driver.spec.TrainSpec;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.model.Network;
import io.espalier.model.Shape;
import io.espalier.model.Zoo;
import io.espalier.train.TrainerKind;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

/**
 * LeNet-300-100: 266,610 values, 266,200 of them weights, so that half of the weights leave
 * 133,510. The candidate has 8 rounds of 5 batches of 10, one moment a value, and is pruned at
 * once.
 */
class SizingTest {
  private static final Network NETWORK = Zoo.network("lenet-300-100", Shape.of(1, 28, 28), 10);
  private static final long MIB = 1 << 20;

  private static Workload load(List<CandidatePlan> candidates, int shards, int largest) {
    Plan plan = Plan.of(candidates, NETWORK, shards, 256_000_000);
    List<Split> splits =
        List.of(
            new Split("train", shards, largest, (long) shards * largest),
            new Split("validation", 1, 40, 40),
            new Split("test", 1, 50, 50));
    return new Workload(
        NETWORK,
        TrainerKind.SPARSE,
        splits,
        788,
        Optional.of(TrainSpec.TRAIN_DEFAULTS),
        plan,
        256,
        64_000_000);
  }

  private static Executors executors(int count, int cores) {
    return new Executors(
        count, cores, 1, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
  }

  private static Executors with(int count, int cores, long heap, long driverHeap) {
    return new Executors(
        count, cores, 1, OptionalLong.of(heap), OptionalLong.empty(), OptionalLong.of(driverHeap));
  }

  @Test
  void aRoundMovesStatesToExecutorsAndBackFromShards() {
    RoundBytes bytes = RoundBytes.of(load(List.of(Plans.of()), 2, 100), 3);
    // At first values without moments, and the mask; later both.
    long first = 3 * (4 * 133_510 + 33_327) + 2 * 8 * 133_510;
    long later = 3 * 8 * 133_510 + 2 * 8 * 133_510;
    assertThat(bytes).isEqualTo(new RoundBytes(8, first + 7 * later, later));
    assertThat(bytes.average()).isEqualTo((first + 7 * later) / 8);
  }

  @Test
  void statesShrinkWithTheStepsThatPrune() {
    CandidatePlan steps = Plans.of("prune.schedule={name: iterative, steps: 2, curve: linear}");
    RoundBytes bytes = RoundBytes.of(load(List.of(steps), 1, 100), 1);
    // 25% gone in the first four rounds, 50% after: 66,550 and 133,100 weights
    long half = 4 * (266_610 - 66_550);
    long whole = 4 * 133_510;
    assertThat(bytes.total())
        .isEqualTo(half + 33_327 + 2 * half + 3 * 4 * half + whole * 4 * 4 + 33_327);
  }

  @Test
  void anExecutorHoldsItsShardsTheWaveTwiceAndItsTasks() {
    ExecutorMemory one = ExecutorMemory.of(load(List.of(Plans.of()), 2, 100), executors(3, 2));
    long state = 8 * 133_510;
    // lane sums of 16,384 weights, and behind the array's header 12; 16 lanes of fine-tuning's
    // batches of 10, 128 of the baseline's, both with gradients; 64 of an evaluation
    long sums = 12 + 16 * 16_384;
    long programs = 3 * sums + (16 + 128) * (784 + 2 * 410) + 64 * (784 + 410);
    // half of the weights survive: blocked, which takes places, a full matrix and its gradient
    long compiled = 133_100 + 2 * 266_200;
    assertThat(one.shards()).isEqualTo((100 + 40 + 50) * 788);
    assertThat(one.states()).isEqualTo(2 * state);
    // 2 cells on 3 executors: one at a time on each
    assertThat(one.tasks())
        .isEqualTo(3 * state + 18 * 40 * 784 + 4 * (133_510 + compiled + programs));
    assertThat(one.arrays()).isZero();
    assertThat(one.heap()).isEqualTo(512 * MIB);
    assertThat(one.overhead()).isEqualTo(512 * MIB);
  }

  @Test
  void severalCandidatesRememberTheLargestShardThatFits() {
    long one = ExecutorMemory.of(load(List.of(Plans.of()), 2, 700), executors(2, 1)).tasks();
    Workload two = load(Collections.nCopies(2, Plans.of()), 2, 700);
    // 700 training examples in two orders, instead of 9 batches of 10
    long more = (3 * 8 + 4) * 133_510 + 4 * (133_100 + 2 * 266_200L);
    assertThat(ExecutorMemory.of(two, executors(2, 1)).tasks() - one)
        .isEqualTo(more + 2 * 4 * 784 * (700 - 90));
    // 64 MiB hold 10,699 examples; of the splits with fewer, 50 are not more than 9 batches
    Workload many = load(Collections.nCopies(2, Plans.of()), 2, 10_700);
    assertThat(ExecutorMemory.of(many, executors(2, 1)).tasks() - one).isEqualTo(more);
  }

  @Test
  void dl4jTakesItsArraysOutsideTheHeap() {
    Workload sparse = load(List.of(Plans.of()), 2, 100);
    Workload dl4j =
        new Workload(
            NETWORK,
            TrainerKind.DL4J,
            sparse.splits(),
            788,
            Optional.empty(),
            sparse.plan(),
            256,
            64_000_000);
    ExecutorMemory memory = ExecutorMemory.of(dl4j, executors(1, 2));
    long values = 784 + 784 + 300 + 300 + 100 + 100 + 10 + 10;
    assertThat(memory.arrays()).isEqualTo(2 * (4 * 8 * 266_610 + 16 * 40 * values));
    assertThat(memory.maxBytes()).isEqualTo(128 * MIB);
    assertThat(memory.overhead()).isEqualTo(640 * MIB);
    assertThat(Sizing.of(dl4j, executors(1, 2)).submitOptions())
        .contains(
            "--conf spark.executor.memoryOverhead=640m",
            "--conf spark.executor.extraJavaOptions=-Dorg.bytedeco.javacpp.maxbytes=128m");
  }

  @Test
  void aHeapLeavesRoomForSparkAndTheCollector() {
    // 300 set aside, 600 cached in 60% of the rest: 1,300, in steps of 128
    assertThat(Memory.heap(600 * MIB, 100 * MIB)).isEqualTo(1408 * MIB);
    // 300, and 850 alive in 85%
    assertThat(Memory.heap(50 * MIB, 800 * MIB)).isEqualTo(1408 * MIB);
    assertThat(Memory.heap(0, 0)).isEqualTo(512 * MIB);
  }

  @Test
  void timeIsTheCostTablesForTheSlowestCoreWithJobsAndTheWire() {
    Workload load = load(List.of(Plans.of()), 2, 100);
    Executors executors = executors(3, 2);
    ExpectedTime time = ExpectedTime.of(load, executors, RoundBytes.of(load, 3));
    // between 128 ps at a density of 0.45 and 120 at 1, by multiply-add
    double example = 266_200 * (128 - 8 * 0.05 / 0.55) * 1e-12;
    double moved = 3 * (4 * 133_510 + 33_327) + 2 * 8 * 133_510 + 7 * (3 + 2) * 8 * 133_510;
    assertThat(time.sweep())
        .isCloseTo(400 * example + 40 * example / 3 + 9 * 0.03 + moved / 125e6, within(1e-9));
    // ten epochs of a hundred examples, a round each
    assertThat(time.baseline()).isCloseTo(10 * 100 * 266_200 * 120e-12 + 10 * 0.03, within(1e-9));
  }

  @Test
  void whatDoesNotFitIsRefusedWithWhatWould() {
    Workload load = load(List.of(Plans.of()), 4, 700_000);
    // 2 shards of 526 MiB: 300 + 1,055 / 0.6
    Sizing two = Sizing.of(load, with(2, 2, 1536 * MIB, 1024 * MIB));
    assertThat(two.problems())
        .singleElement()
        .extracting(Problem::line)
        .asString()
        .contains("spark.executor.memory", "is 1536m, which does not hold cached shards 1053m")
        .contains("at least 2176m, or 4 executors")
        .doesNotContain("waveMegabytes");
    assertThat(Sizing.of(load, with(4, 2, 1536 * MIB, 1024 * MIB)).problems()).isEmpty();
    assertThat(Sizing.of(load, with(2, 2, 2176 * MIB, 1024 * MIB)).problems()).isEmpty();
  }

  @Test
  void aDriverThatIsTooSmallIsToldTheWavesThatFit() {
    Workload load = load(Collections.nCopies(100, Plans.of()), 2, 100);
    Sizing sizing = Sizing.of(load, with(2, 2, 2048 * MIB, 1024 * MIB));
    long wave = 100 * 8 * 133_510L;
    assertThat(sizing.driver())
        .isEqualTo(new DriverMemory(3 * wave, 2 * 2 * wave, 8 * 266_610 + 100 * 4 * 133_510L));
    // 803 MB alive and 300 MiB; in waves of 60 candidates 504 MB
    assertThat(sizing.problems())
        .singleElement()
        .extracting(Problem::line)
        .asString()
        .contains("spark.driver.memory", "is 1024m")
        .contains("at least 1280m, or execution.waveMegabytes: 128");
  }

  @Test
  void moreExecutorsNeverNeedMoreEachAndAlwaysMoveMore() {
    Workload load = load(Collections.nCopies(10, Plans.of()), 8, 50_000);
    for (int n = 1; n < 8; n++) {
      Sizing fewer = Sizing.of(load, executors(n, 2));
      Sizing more = Sizing.of(load, executors(n + 1, 2));
      assertThat(more.executor().shards()).isLessThanOrEqualTo(fewer.executor().shards());
      assertThat(more.executor().heap()).isLessThanOrEqualTo(fewer.executor().heap());
      assertThat(more.bytes().total()).isGreaterThan(fewer.bytes().total());
    }
  }

  @Test
  void tasksOfSeveralCoresAreFewerAtOnce() {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.executor.instances", "3")
            .set("spark.executor.cores", "5")
            .set("spark.task.cpus", "2");
    Executors halved = Executors.of(conf, 6);
    assertThat(halved.slots()).as("two tasks an executor, a core idle").isEqualTo(6);
    Workload load = load(List.of(Plans.of()), 18, 100);
    Sizing two = Sizing.of(load, halved);
    Sizing one = Sizing.of(load, executors(3, 5));
    // 18 shards in three turns of 6, or in two of 15 of which the second is not full
    assertThat(two.time().baseline() - 10 * 0.03)
        .isCloseTo((one.time().baseline() - 10 * 0.03) * 3 / 2, within(1e-9));
    // six shards on each: two tasks at once, or five
    assertThat(two.executor().tasks()).isEqualTo(one.executor().tasks() * 2 / 5);
    assertThat(two.submitOptions()).contains("--conf spark.task.cpus=2");
    assertThat(one.submitOptions()).noneMatch(o -> o.contains("task.cpus"));
    assertThatThrownBy(() -> Executors.of(conf.set("spark.task.cpus", "6"), 6))
        .isInstanceOf(InputException.class)
        .hasMessage("spark.task.cpus is 6, expected at most the 5 cores of an executor");
  }

  @Test
  void whatSparkLeavesOpenIsChosenAndWhatItCannotTakeIsRefused() {
    assertThat(Executors.of(new SparkConf(false), 5)).isEqualTo(executors(3, 2));
    SparkConf settled =
        new SparkConf(false)
            .set("spark.executor.cores", "4")
            .set("spark.cores.max", "10")
            .set("spark.executor.memory", "2g")
            .set("spark.driver.memory", "700");
    assertThat(Executors.of(settled, 5)).isEqualTo(with(2, 4, 2048 * MIB, 700 * MIB));
    assertThatThrownBy(
            () -> Executors.of(new SparkConf(false).set("spark.executor.memory", "much"), 5))
        .isInstanceOf(InputException.class)
        .hasMessage("spark.executor.memory is 'much', expected a size, like 2g or 1536m");
    assertThatThrownBy(() -> Executors.of(new SparkConf(false).set("spark.executor.cores", "0"), 5))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("spark.executor.cores is '0'");
  }
}
