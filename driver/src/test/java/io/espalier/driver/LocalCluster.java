package io.espalier.driver;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Spark with executors in processes of their own, on this machine, out of the test's class path.
 */
public final class LocalCluster {
  private LocalCluster() {}

  /** Of this test. */
  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /**
   * Two executors of one core each, if the configuration does not ask for others.
   *
   * @param conf keys and values by turns
   */
  static SparkSession start(String... conf) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "spark.executor.extraClassPath",
                classPath(),
                "spark.executor.memory",
                "768m",
                "spark.executor.extraJavaOptions",
                "--add-modules=jdk.incubator.vector -XX:+UseG1GC",
                "spark.executorEnv.OMP_NUM_THREADS",
                "1",
                // Executors start without an installation of Spark.
                "spark.executorEnv.SPARK_TESTING",
                "1",
                "spark.executorEnv.SPARK_SCALA_VERSION",
                "2.12"));
    all.addAll(List.of(conf));
    return TinyRun.spark("local-cluster[2,1,768]", all.toArray(String[]::new));
  }
}
