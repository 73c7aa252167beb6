package io.espalier.driver.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.TinyRun;
import io.espalier.model.Network;
import io.espalier.model.Shape;
import io.espalier.model.Zoo;
import io.espalier.train.TrainerKind;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class ClusterTest {
  private static final Network NETWORK = Zoo.network("lenet-300-100", Shape.of(1, 28, 28), 10);

  private static List<int[]> groups(int candidates, int shards, String... conf) {
    try (SparkSession spark = TinyRun.spark("local[4]", conf);
        Cluster cluster =
            new Cluster(
                JavaSparkContext.fromSparkContext(spark.sparkContext()),
                null,
                NETWORK,
                TrainerKind.SPARSE)) {
      return cluster.groups(candidates, shards);
    }
  }

  @Test
  void groupsAreTwoForEachTaskThatRunsAtOnceAndATaskMayTakeSeveralCores() {
    assertThat(groups(20, 1)).hasSize(8);
    assertThat(groups(20, 1, "spark.task.cpus", "2")).hasSize(4);
    // three cores of four: one task, and as many shards
    assertThat(groups(20, 1, "spark.task.cpus", "3")).hasSize(1);
    // two shards are half of what four slots want, and all that two do
    assertThat(groups(20, 2)).hasSize(4);
    assertThat(groups(20, 2, "spark.task.cpus", "2")).hasSize(1);
  }

  @Test
  void everyCandidateIsInOneGroup() {
    List<int[]> groups = groups(7, 2);
    assertThat(groups.stream().flatMapToInt(IntStream::of).sorted())
        .containsExactly(0, 1, 2, 3, 4, 5, 6);
  }
}
