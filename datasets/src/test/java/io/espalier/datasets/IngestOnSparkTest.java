package io.espalier.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.datasets.shard.ShardSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.RDDInfo;
import org.junit.jupiter.api.Test;

/** What an ingest costs, and what it does when memory is short. */
class IngestOnSparkTest {
  private static final class Watch extends SparkListener {
    private final List<String> jobs = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> shuffled = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void onJobStart(SparkListenerJobStart start) {
      jobs.add(start.properties().getProperty("spark.job.description"));
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      shuffled.add(
          end.taskMetrics().shuffleReadMetrics().recordsRead()
              + end.taskMetrics().shuffleWriteMetrics().recordsWritten());
    }
  }

  @Test
  void jobsAreNamedAndTrainingDataNeverMovesAfterwards() throws TimeoutException {
    Watch during = new Watch();
    Watch after = new Watch();
    try (SparkSession spark = LocalSpark.start(2)) {
      spark.sparkContext().addSparkListener(during);
      try (Dataset data = Datasets.load(spark, Specs.digits(500, 0), 1)) {
        drain(spark);
        spark.sparkContext().addSparkListener(after);
        data.train().map(new ShardSummary.Summarize()).collect();
        drain(spark);
      }
    }
    assertThat(during.jobs)
        .startsWith(
            "read training examples and find the split",
            "read training examples and find the split",
            "build train shards",
            "keep train shards",
            "build validation shards",
            "keep validation shards",
            "build test shards",
            "keep test shards");
    assertThat(during.shuffled).anyMatch(records -> records > 0);
    assertThat(after.shuffled).hasSize(4).containsOnly(0L);
  }

  @Test
  void spillsToDiskWhenMemoryIsShort() {
    String fingerprint;
    try (SparkSession spark = LocalSpark.start(2);
        Dataset data = Datasets.load(spark, Specs.digits(12_000, 0), 1)) {
      fingerprint = data.fingerprint();
    }
    // 12,000 pictures of 784 bytes are 9.4 MB; storage gets 0.6 of these 8.
    try (SparkSession spark =
            LocalSpark.builder(2)
                .config("spark.testing.memory", 8_000_000)
                .config("spark.testing.reservedMemory", 1)
                .getOrCreate();
        Dataset data = Datasets.load(spark, Specs.digits(12_000, 0), 1)) {
      assertThat(data.fingerprint()).isEqualTo(fingerprint);
      RDDInfo[] infos = spark.sparkContext().getRDDStorageInfo();
      assertThat(Arrays.stream(infos).mapToLong(RDDInfo::diskSize).sum()).isPositive();
      assertThat(Arrays.stream(infos).mapToInt(RDDInfo::numCachedPartitions).sum()).isEqualTo(9);
    }
  }

  private static void drain(SparkSession spark) throws TimeoutException {
    spark.sparkContext().listenerBus().waitUntilEmpty();
  }
}
