package io.espalier.driver.round;

import io.espalier.datasets.Dataset;
import io.espalier.driver.run.Incidents;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.spark.Success$;
import org.apache.spark.TaskEndReason;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockUpdated;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.storage.BlockUpdatedInfo;
import org.apache.spark.storage.RDDBlockId;

/** Tells a run's incidents what Spark makes good by itself: lost executors, tasks done again. */
public final class Disturbances extends SparkListener {
  /** A task this much slower than one that does the same is told of, if anybody notices it. */
  private static final int SLOW = 4;

  private static final long NOTICED_MILLIS = 3_000;

  private final Incidents incidents;
  private final Map<Integer, String> shards;
  private final Map<Integer, Layout> stages = new ConcurrentHashMap<>();

  /** Tasks that succeeded, of stages under way whose tasks have shards. */
  private final Map<Integer, List<TaskInfo>> done = new ConcurrentHashMap<>();

  /** Of a run whose data are cached already. */
  public Disturbances(Incidents incidents, Dataset data) {
    this(
        incidents,
        Map.of(
            data.train().id(), "training shard ",
            data.validation().id(), "validation shard ",
            data.test().id(), "test shard "));
  }

  /**
   * @param shards what the partitions of each cached RDD are, by its id
   */
  Disturbances(Incidents incidents, Map<Integer, String> shards) {
    this.incidents = incidents;
    this.shards = Map.copyOf(shards);
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted event) {
    Layout.in(event.properties()).ifPresent(l -> stages.put(event.stageInfo().stageId(), l));
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart event) {
    TaskInfo task = event.taskInfo();
    if (task.speculative() || task.attemptNumber() > 0 || event.stageAttemptId() > 0) {
      Optional<Layout> layout = Optional.ofNullable(stages.get(event.stageId()));
      incidents.add(
          what(layout, task)
              + (task.speculative() ? " is slow, and computed a second time" : " is computed again")
              + " on executor "
              + task.executorId()
              + " ("
              + layout.map(l -> l.cells(task.index())).orElse(0)
              + " cells)");
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    TaskEndReason reason = event.reason();
    if (reason.equals(Success$.MODULE$)) {
      Layout layout = stages.get(event.stageId());
      if (layout != null && layout.shards() > 0) {
        done.computeIfAbsent(event.stageId(), stage -> new ArrayList<>()).add(event.taskInfo());
      }
    } else if (reason instanceof TaskFailedReason failed) {
      incidents.add(
          what(Optional.ofNullable(stages.get(event.stageId())), event.taskInfo())
              + " failed on executor "
              + event.taskInfo().executorId()
              + ": "
              + shortened(failed.toErrorString()));
    }
  }

  /** Tasks that did the same on other shards took a fraction of the time. */
  @Override
  public void onStageCompleted(SparkListenerStageCompleted event) {
    int stage = event.stageInfo().stageId();
    List<TaskInfo> tasks = done.remove(stage);
    if (tasks == null) {
      return;
    }
    Layout layout = stages.get(stage);
    tasks.stream()
        .collect(Collectors.groupingBy(t -> t.index() / layout.shards()))
        .values()
        .forEach(alike -> compare(layout, alike));
  }

  private void compare(Layout layout, List<TaskInfo> alike) {
    TaskInfo slowest = Collections.max(alike, Comparator.comparingLong(TaskInfo::duration));
    long fastest = alike.stream().mapToLong(TaskInfo::duration).min().orElseThrow();
    if (slowest.duration() >= NOTICED_MILLIS && slowest.duration() > SLOW * fastest) {
      incidents.add(
          String.format(
              Locale.ROOT,
              "%s took %.1f s on executor %s, a straggler: another shard took %.1f s",
              what(Optional.of(layout), slowest),
              slowest.duration() / 1e3,
              slowest.executorId(),
              fastest / 1e3));
    }
  }

  @Override
  public void onBlockUpdated(SparkListenerBlockUpdated event) {
    BlockUpdatedInfo block = event.blockUpdatedInfo();
    if (block.blockId() instanceof RDDBlockId id
        && shards.containsKey(id.rddId())
        && block.storageLevel().isValid()) {
      incidents.add(
          shards.get(id.rddId())
              + id.splitIndex()
              + " was lost, and is made again from its source on executor "
              + block.blockManagerId().executorId());
    }
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
    incidents.add("executor " + event.executorId() + " is lost: " + shortened(event.reason()));
  }

  private static String what(Optional<Layout> layout, TaskInfo task) {
    return layout
        .map(l -> l.text() + ", " + l.place(task.index()))
        .orElse("task " + task.index())
        .concat(", attempt " + task.attemptNumber());
  }

  private static String shortened(String text) {
    String line = text.lines().map(String::strip).reduce((a, b) -> a).orElse("no reason given");
    return Incidents.shortened(line);
  }
}
