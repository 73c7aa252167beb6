package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.round.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a round costs in Spark: counted by a listener, named by our own descriptions. */
class RoundJobsTest {
  private static final Pattern ROUND = Pattern.compile("(score|fine-tune|evaluate) .*round ([0-9]+)");

  @TempDir Path dir;

  private record Job(String description, List<Integer> stages) {}

  /** Remembers every job. */
  private static final class Jobs extends SparkListener {
    private final List<Job> all = Collections.synchronizedList(new ArrayList<>());

    /** Stages that ran; a job also names those of the ingest whose result is cached. */
    private final List<Integer> ran = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
      ran.add(submitted.stageInfo().stageId());
    }

    @Override
    public void onJobStart(SparkListenerJobStart start) {
      String text = start.properties().getProperty("spark.job.description");
      List<Integer> stages = new ArrayList<>();
      start.stageIds().foreach(id -> stages.add((Integer) id));
      all.add(new Job(text == null ? "" : text, stages));
    }
  }

  private List<Job> sweep(String... sets) {
    SparkSession spark = TinyRun.spark("local[2]");
    Jobs jobs = new Jobs();
    spark.sparkContext().addSparkListener(jobs);
    try {
      Espalier.sweep(
          spark,
          TinyRun.spec(sets),
          new SweepOptions(dir.resolve("run" + sets.length).toString(), Progress.SILENT));
    } finally {
      spark.stop(); // delivers all events
    }
    jobs.all.forEach(job -> job.stages().retainAll(jobs.ran));
    return List.copyOf(jobs.all);
  }

  @Test
  void aRoundIsAtMostThreeJobsWithoutAShuffleWhateverTheNumberOfCandidates() {
    List<Job> jobs =
        sweep("train.epochs=1", "prune.schedule=iterative", "prune.steps=2", "fineTune.evaluateEvery=1");
    Map<String, Integer> perRound = new LinkedHashMap<>();
    for (Job job : jobs) {
      Matcher m = ROUND.matcher(job.description());
      if (m.find() && !job.description().contains("fine-tune 1 candidates")) {
        perRound.merge(m.group(2), 1, Integer::sum);
        assertThat(job.stages()).as(job.description()).hasSize(1);
      }
    }
    // Two rounds; in each SNIP's score, the fine-tuning of all six, and their evaluation.
    assertThat(perRound).containsExactlyInAnyOrderEntriesOf(Map.of("1", 3, "2", 3));
  }

  @Test
  void everyJobHasADescriptionThatAPersonCanRead() {
    assertThat(sweep("train.epochs=1", "fineTune.epochs=1", "controls=none"))
        .isNotEmpty()
        .allSatisfy(job -> assertThat(job.description()).matches("[a-z][a-z -]+.*"));
  }
}
