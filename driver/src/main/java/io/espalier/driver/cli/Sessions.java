package io.espalier.driver.cli;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;

/** Starts Spark as spark-submit or the launcher configured it; embedded where neither did. */
final class Sessions {
  /**
   * Of HDFS's own policy of trying again, pauses in milliseconds and their numbers: a name node has
   * about a minute to come back or to leave safe mode, as long as a lease holds.
   */
  private static final String PATIENCE = "1000,5,5000,11";

  private Sessions() {}

  /**
   * How files are reached before Spark has started: {@code spark.hadoop.*} counts there too.
   * Without patience, so that an address where nobody is gets told soon; hence not to be kept by
   * Hadoop.
   */
  static Configuration hadoop() {
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    hadoop.setBoolean("fs.hdfs.impl.disable.cache", true);
    return hadoop;
  }

  static SparkSession start(String name) {
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.master", "local[*]");
    if (conf.get("spark.master").startsWith("local")) {
      // Embedded: no page that nobody asked for on a port that may be taken.
      conf.setIfMissing("spark.ui.enabled", "false");
      // What that page would show is remembered all the same, of a thousand jobs: megabytes.
      conf.setIfMissing("spark.ui.retainedJobs", "50");
      conf.setIfMissing("spark.ui.retainedStages", "50");
      conf.setIfMissing("spark.ui.retainedTasks", "1000");
      conf.setIfMissing("spark.driver.host", "127.0.0.1");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    }
    conf.setIfMissing("spark.hadoop.dfs.client.retry.policy.enabled", "true");
    conf.setIfMissing("spark.hadoop.dfs.client.retry.policy.spec", PATIENCE);
    conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", "1");
    // States come back as arrays in task results; what fits is decided by execution.waveMegabytes.
    conf.setIfMissing("spark.driver.maxResultSize", "0");
    // Weights are noise to a compressor: it costs time each round and saves hardly a byte.
    conf.setIfMissing("spark.broadcast.compress", "false");
    return SparkSession.builder().config(conf).appName("espalier " + name).getOrCreate();
  }
}
