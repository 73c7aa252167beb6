package io.espalier.driver.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.fault.Faults;
import io.espalier.driver.run.Incidents;
import io.espalier.driver.run.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.Success$;
import org.apache.spark.TaskState;
import org.apache.spark.executor.ExecutorMetrics;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.scheduler.TaskLocality;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.Seq;
import scala.collection.mutable.ArrayBuffer;

class DisturbancesTest {
  private static final int STAGE = 7;

  @TempDir Path dir;

  /** What is told of a stage whose tasks took so long. */
  private List<String> told(long... millis) {
    return told(Layout.of("round 2", "training", millis.length), millis);
  }

  private List<String> told(Layout layout, long... millis) {
    Incidents incidents =
        RunFolder.at(dir.toString(), new Configuration(), Faults.none()).incidents();
    Disturbances disturbances = new Disturbances(incidents, Map.of());
    Properties job = new Properties();
    job.setProperty(Layout.KEY, layout.encoded());
    disturbances.onStageSubmitted(new SparkListenerStageSubmitted(stage(), job));
    for (int i = 0; i < millis.length; i++) {
      disturbances.onTaskEnd(
          new SparkListenerTaskEnd(
              STAGE,
              0,
              "ResultTask",
              Success$.MODULE$,
              task(i, millis[i]),
              new ExecutorMetrics(),
              TaskMetrics.empty()));
    }
    disturbances.onStageCompleted(new SparkListenerStageCompleted(stage()));
    disturbances.onStageCompleted(new SparkListenerStageCompleted(stage()));
    return incidents.all().stream().map(Incidents.Incident::what).toList();
  }

  private static TaskInfo task(int index, long millis) {
    TaskInfo task =
        new TaskInfo(index, index, 0, index, 1_000, "e" + index, "host", TaskLocality.ANY(), false);
    task.markFinished(TaskState.FINISHED(), 1_000 + millis);
    return task;
  }

  private static <T> Seq<T> none() {
    return new ArrayBuffer<>();
  }

  private static StageInfo stage() {
    return new StageInfo(
        STAGE,
        0,
        "stage",
        4,
        none(),
        none(),
        "",
        TaskMetrics.empty(),
        none(),
        scala.Option.empty(),
        0,
        false,
        0);
  }

  @Test
  void aTaskThatAllOthersWaitedForIsAStraggler() {
    assertThat(told(900, 14_000, 1_100, 1_000))
        .containsExactly(
            "round 2, training shard 1, attempt 0 took 14.0 s on executor e1, a straggler: another"
                + " shard took 0.9 s");
  }

  /** Of two candidates one may be dense: only what does the same is compared. */
  @Test
  void tasksOfOtherCandidatesAreAnotherMatter() {
    Layout two = Layout.cells("round 2", 2, List.of(new int[] {0}, new int[] {1}));
    assertThat(told(two, 9_000, 10_000, 100, 110)).isEmpty();
    assertThat(told(two, 1_000, 1_000, 800, 9_000))
        .containsExactly(
            "round 2, training shard 1, attempt 0 took 9.0 s on executor e3, a straggler: another"
                + " shard took 0.8 s");
  }

  @Test
  void slowTasksAmongSlowOnesAndShortOnesAreNone() {
    assertThat(told(9_000, 14_000, 8_000, 10_000)).isEmpty();
    assertThat(told(10, 2_900, 10, 10)).isEmpty();
    assertThat(told(14_000)).isEmpty();
  }
}
