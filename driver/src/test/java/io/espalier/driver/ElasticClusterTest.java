package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.driver.round.Progress;
import io.espalier.driver.run.Fingerprint;
import io.espalier.driver.run.RunFolder;
import io.espalier.driver.run.RunResult;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.ExecutorAllocationClient;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.ExecutorDecommissionInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockManagerRemoved;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.RDDInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;

/** Executors that go in the middle of a sweep, given back or decommissioned: the bits stay. */
class ElasticClusterTest {
  @TempDir Path dir;

  /** After the sweep's first round it waits until so many executors are left, and looks. */
  private static final class Taking extends SparkListener implements Progress {
    private final SparkContext spark;
    private final Runnable how;
    private final int left;
    private final CountDownLatch gone = new CountDownLatch(1);
    private volatile boolean taking;
    private boolean sweeping;
    private int cached = -1;

    Taking(SparkSession session, int left, Runnable how) {
      this.spark = session.sparkContext();
      this.left = left;
      this.how = how;
      spark.addSparkListener(this);
    }

    /** Comes after what the executor had cached is no longer counted. */
    @Override
    public void onBlockManagerRemoved(SparkListenerBlockManagerRemoved removed) {
      look();
    }

    private void look() {
      int driver = 1;
      if (taking && spark.getExecutorMemoryStatus().size() <= left + driver) {
        gone.countDown();
      }
    }

    @Override
    public void phase(String text) {
      sweeping |= text.startsWith("pruning");
    }

    @Override
    public void round(int done, int total, String text) {
      if (sweeping && done == 1) {
        taking = true;
        how.run();
        look();
        try {
          assertThat(gone.await(2, TimeUnit.MINUTES)).as("executors are gone").isTrue();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
        cached =
            Arrays.stream(spark.getRDDStorageInfo())
                .filter(r -> r.name().equals("train shards"))
                .mapToInt(RDDInfo::numCachedPartitions)
                .sum();
      }
    }
  }

  private static ExecutorAllocationClient executors(SparkContext spark) {
    return (ExecutorAllocationClient) spark.schedulerBackend();
  }

  private String sweep(SparkSession spark, String out, Progress progress) {
    RunResult result =
        Espalier.sweep(
            spark, TinyRun.spec(), new SweepOptions(dir.resolve(out).toString(), progress));
    return Fingerprint.of(
        RunFolder.open(result.folder(), spark.sparkContext().hadoopConfiguration()));
  }

  @Test
  void executorsThatIdleAreGivenBackAndOthersComeWithoutChangingABit() {
    String calm;
    try (SparkSession spark = TinyRun.spark("local[1]")) {
      calm = sweep(spark, "calm/run", Progress.SILENT);
    }
    try (SparkSession spark =
        LocalCluster.start(
            "spark.dynamicAllocation.enabled", "true",
            "spark.dynamicAllocation.shuffleTracking.enabled", "true",
            "spark.dynamicAllocation.shuffleTracking.timeout", "5s",
            "spark.dynamicAllocation.minExecutors", "0",
            "spark.dynamicAllocation.maxExecutors", "2",
            "spark.dynamicAllocation.executorIdleTimeout", "5s",
            "spark.dynamicAllocation.cachedExecutorIdleTimeout", "5s")) {
      Taking idling = new Taking(spark, 0, () -> {});
      assertThat(sweep(spark, "elastic/run", idling)).isEqualTo(calm);
      assertThat(idling.cached).as("shards that are still cached").isZero();
    }
    try (SparkSession spark =
        LocalCluster.start(
            "spark.decommission.enabled", "true",
            "spark.storage.decommission.enabled", "true",
            "spark.storage.decommission.rddBlocks.enabled", "true",
            "spark.storage.decommission.shuffleBlocks.enabled", "true")) {
      SparkContext context = spark.sparkContext();
      Taking decommissioning = new Taking(spark, 1, () -> decommission(context));
      assertThat(sweep(spark, "decommissioned/run", decommissioning)).isEqualTo(calm);
      assertThat(decommissioning.cached).as("shards that have moved or stayed").isEqualTo(3);
    }
  }

  private static void decommission(SparkContext context) {
    ExecutorAllocationClient client = executors(context);
    String first = client.getExecutorIds().head();
    assertThat(
            client.decommissionExecutor(
                first, new ExecutorDecommissionInfo("asked for", Option.empty()), false, false))
        .isTrue();
  }
}
