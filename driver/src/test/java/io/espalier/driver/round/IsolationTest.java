package io.espalier.driver.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.driver.fault.Faults;
import io.espalier.driver.plan.Plans;
import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.driver.run.Incidents;
import io.espalier.driver.run.RunFolder;
import io.espalier.input.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsolationTest {
  /** As Spark 3.5.5 says it; with four shards task 6 has shard 2. */
  private static final String THROWN =
      "Job aborted due to stage failure: Task 6 in stage 12.0 failed 4 times, most recent failure:"
          + " Lost task 6.3 in stage 12.0 (TID 57) (127.0.0.1 executor 1):"
          + " java.lang.ArithmeticException: / by zero\n\tat some.Place(Place.java:7)";

  private static final String OUT_OF_MEMORY =
      "Job aborted due to stage failure: Task 1 in stage 9.0 failed 4 times, most recent failure:"
          + " Lost task 1.3 in stage 9.0 (TID 41) (127.0.0.1 executor 6): ExecutorLostFailure"
          + " (executor 6 exited caused by one of the running tasks) Reason: Command exited with"
          + " code 52\nDriver stacktrace:";

  private static final String FETCH_FAILED =
      "Job aborted due to stage failure: ResultStage 17 (collect at Rounds.java:164) has failed the"
          + " maximum allowable number of times: 4. Most recent failure reason:"
          + " org.apache.spark.shuffle.MetadataFetchFailedException";

  @TempDir Path dir;
  private Incidents incidents;
  private Isolation isolation;
  private boolean stopped;
  private long memoryLosses;
  private final List<Integer> sizes = new ArrayList<>();

  @BeforeEach
  void begin() {
    incidents =
        RunFolder.at(dir.resolve("run").toString(), new Configuration(), Faults.none()).incidents();
    Layout layout = Layout.cells("fine-tune", 4, List.of(new int[] {0, 1}, new int[] {2}));
    isolation = new Isolation(() -> layout, () -> stopped, () -> memoryLosses, incidents);
  }

  private static List<CandidateRun> candidates(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              CandidateRun run = new CandidateRun(Plans.of("seed=" + (i + 1)));
              run.start(new float[] {1, 2, 3, 4}, List.of());
              return run;
            })
        .toList();
  }

  /** A job that Spark gives up where a message is given for its candidates. */
  private Consumer<List<CandidateRun>> job(Function<List<CandidateRun>, String> message) {
    return some -> {
      sizes.add(some.size());
      String text = message.apply(some);
      if (text != null) {
        IsolationTest.<RuntimeException>sneak(new SparkException(text));
      }
    };
  }

  /** Scala throws checked exceptions without saying so. */
  @SuppressWarnings("unchecked")
  private static <E extends Exception> void sneak(Exception e) throws E {
    throw (E) e;
  }

  private List<String> told() {
    return incidents.all().stream().map(Incidents.Incident::what).toList();
  }

  @Test
  void oneCandidateThatAlwaysFailsIsLostAndNoOther() {
    List<CandidateRun> all = candidates(5);
    CandidateRun bad = all.get(3);
    isolation.run(all, "round 2", job(some -> some.contains(bad) ? THROWN : null));
    assertThat(all).allMatch(r -> (r.status() == Status.LOST) == r.equals(bad));
    assertThat(bad.reason())
        .isEqualTo(
            "round 2: training shard 2 failed 4 times: java.lang.ArithmeticException: / by zero");
    assertThat(told()).hasSize(4).first().asString().startsWith("round 2 with 5 candidates was");
  }

  @Test
  void severalBadOnesAmongGoodOnesAreLost() {
    List<CandidateRun> all = candidates(6);
    Set<CandidateRun> bad = Set.of(all.get(1), all.get(2), all.get(5));
    isolation.run(
        all, "round 1", job(some -> some.stream().anyMatch(bad::contains) ? THROWN : null));
    assertThat(all).allMatch(r -> (r.status() == Status.LOST) == bad.contains(r));
  }

  @Test
  void aShardThatFailsForEveryoneEndsTheRunAndBlamesNobody() {
    List<CandidateRun> all = candidates(8);
    assertThatThrownBy(() -> isolation.run(all, "round 3", job(some -> THROWN)))
        .isInstanceOf(RunGivenUpException.class)
        .hasMessage(
            "given up in round 3: training shard 2 failed 4 times for each of "
                + String.join(", ", all.subList(0, 3).stream().map(CandidateRun::id).toList())
                + ", one by one: java.lang.ArithmeticException: / by zero")
        .hasNoCause();
    assertThat(all).allMatch(CandidateRun::running);
    // 8, 4, 2, then three alone and the pair in between: bounded, whatever the wave.
    assertThat(sizes).containsExactly(8, 4, 2, 1, 1, 2, 1);
  }

  @Test
  void aLoneCandidateIsLostForWantOfAnotherThatCouldTell() {
    List<CandidateRun> one = candidates(1);
    isolation.run(one, "round 1", job(some -> THROWN));
    assertThat(one.get(0).status()).isEqualTo(Status.LOST);
  }

  @Test
  void whereMemoryEndsHalvesAreTakenFromThenOn() {
    List<CandidateRun> all = candidates(7);
    Consumer<List<CandidateRun>> job = job(some -> some.size() > 4 ? OUT_OF_MEMORY : null);
    isolation.run(all, "round 1", job);
    assertThat(sizes).containsExactly(7, 3, 4);
    isolation.run(all, "round 2", job);
    assertThat(sizes).containsExactly(7, 3, 4, 4, 3);
    assertThat(all).allMatch(CandidateRun::running);
    assertThat(told())
        .filteredOn(t -> t.contains("the wave is split"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("executors ran out of memory with 7 candidates: ")
        .contains("no job takes more than 4 from now on");
  }

  /** What fails last where an executor is gone is what others wanted of it. */
  @Test
  void memoryIsSeenBehindTheFailuresThatFollowFromIt() {
    List<CandidateRun> all = candidates(3);
    isolation.run(
        all,
        "round 1",
        job(
            some -> {
              if (some.size() < 3) {
                return null;
              }
              memoryLosses += 2;
              return FETCH_FAILED;
            }));
    assertThat(sizes).containsExactly(3, 1, 2);
    isolation.run(all, "round 2", job(some -> null));
    assertThat(sizes).containsExactly(3, 1, 2, 2, 1);
    assertThat(told()).anyMatch(t -> t.startsWith("executors ran out of memory with 3 "));
  }

  @Test
  void lossesThatWereToldAreNotCountedAgain() {
    List<CandidateRun> all = candidates(8);
    memoryLosses = 1;
    isolation.run(all, "round 1", job(some -> some.size() > 4 ? FETCH_FAILED : null));
    assertThat(sizes).containsExactly(8, 4, 4);
    isolation.run(all, "round 2", job(some -> some.contains(all.get(0)) ? THROWN : null));
    sizes.clear();
    isolation.run(all.subList(4, 8), "round 3", job(some -> null));
    assertThat(sizes).containsExactly(4);
  }

  @Test
  void otherFailuresAreNotMemorysAndSplitNothing() {
    List<CandidateRun> all = candidates(4);
    isolation.run(all, "round 1", job(some -> some.contains(all.get(0)) ? THROWN : null));
    sizes.clear();
    isolation.run(all, "round 2", job(some -> null));
    assertThat(sizes).containsExactly(4);
  }

  @Test
  void theEndOfSparkIsNobodysFault() {
    List<CandidateRun> all = candidates(2);
    for (String ending :
        List.of(
            "Job 7 cancelled because SparkContext was shut down",
            "Job aborted due to stage failure: Master removed our application: FAILED")) {
      assertThatThrownBy(() -> isolation.run(all, "round 1", job(some -> ending)))
          .isInstanceOf(SparkException.class)
          .hasMessage(ending);
    }
    stopped = true;
    assertThatThrownBy(() -> isolation.run(all, "round 1", job(some -> THROWN)))
        .isInstanceOf(SparkException.class);
    assertThat(all).allMatch(CandidateRun::running);
  }

  @Test
  void aMistakeThatATaskMetIsTheUsers() {
    List<CandidateRun> all = candidates(2);
    InputException changed = new InputException("data.train", "changed", "the same");
    assertThatThrownBy(
            () ->
                isolation.run(
                    all,
                    "round 1",
                    some ->
                        IsolationTest.<RuntimeException>sneak(new SparkException(THROWN, changed))))
        .isSameAs(changed);
  }
}
