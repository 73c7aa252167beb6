package io.espalier.driver.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.driver.TinyRun;
import io.espalier.driver.spec.TrainSpec;
import io.espalier.mask.Mask;
import io.espalier.train.ReplicaState;
import io.espalier.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What travels, and how much of it. */
class SentSubjectsTest {
  private static SparkSession spark;

  private final SentSubjects masks =
      new SentSubjects(JavaSparkContext.fromSparkContext(spark.sparkContext()));

  @BeforeAll
  static void start() {
    spark = TinyRun.spark("local[1]");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static Subject subject(int size) {
    return Subject.of(Mask.full(size));
  }

  @Test
  void aMaskThatExecutorsHaveIsNotSentAgain() {
    SentSubjects.Sent first = masks.send(List.of(subject(100), subject(200), subject(100)));
    assertThat(first.bytes()).isGreaterThan((100 + 200) / 8);
    assertThat(first.places().get(0)).isEqualTo(first.places().get(2));
    assertThat(first.places().get(1).subject()).isEqualTo(subject(200));

    SentSubjects.Sent again = masks.send(List.of(subject(200)));
    assertThat(again.bytes()).isZero();
    assertThat(again.places()).containsExactly(first.places().get(1));

    SentSubjects.Sent more = masks.send(List.of(subject(100), subject(300)));
    assertThat(more.places().get(0)).isEqualTo(first.places().get(0));
    assertThat(more.places().get(1).together()).isNotEqualTo(first.places().get(1).together());
  }

  @Test
  void masksThatAreReplacedLeaveTheExecutors() {
    SentSubjects.Place old = masks.send(List.of(subject(100))).places().get(0);
    SentSubjects.Place live = masks.send(List.of(subject(200))).places().get(0);
    masks.keep(List.of(subject(200), subject(300)));
    assertThatThrownBy(old::subject).hasMessageContaining("destroyed");
    assertThat(live.subject()).isEqualTo(subject(200));
    assertThat(masks.send(List.of(subject(100))).bytes()).isPositive();
  }

  private static WireCandidate candidate(ReplicaState state) {
    return new WireCandidate("c", state, TrainSpec.FINE_TUNE_DEFAULTS, 1, 0, 2, 3, 4, List.of());
  }

  @Test
  void sizesAreThoseOfWhatIsWritten() {
    ReplicaState a = new ReplicaState(new float[1000], new float[2][1000], 5);
    ReplicaState b = new ReplicaState(new float[777], new float[0][], 5);
    ArrayList<WireCandidate> wave = new ArrayList<>(List.of(candidate(a), candidate(b)));
    assertThat(SerializedSize.ofWave(wave)).isEqualTo(SerializedSize.of(wave));
    // Candidates that start from the same values.
    ArrayList<WireCandidate> same = new ArrayList<>(List.of(candidate(b), candidate(b)));
    assertThat(SerializedSize.ofWave(same))
        .isBetween(SerializedSize.of(same), SerializedSize.of(same) + 100);
    ArrayList<float[]> rows = new ArrayList<>(List.of(new float[10], new float[999]));
    assertThat(SerializedSize.ofRows(rows)).isEqualTo(SerializedSize.of(rows));
    ArrayList<Part> parts =
        new ArrayList<>(
            List.of(
                new CellResult(0, 1, a, 10, 0.5, 3, 2, null, null),
                new CellResult(1, 1, null, 0, 0, 3, 2, "the loss is NaN", "stack"),
                new EvaluateTask.Scored(0, 1, Trainer.Score.ZERO, 7)));
    assertThat(SerializedSize.ofParts(parts)).isEqualTo(SerializedSize.of(parts));
  }
}
