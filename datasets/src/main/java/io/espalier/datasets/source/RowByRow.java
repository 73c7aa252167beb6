package io.espalier.datasets.source;

import org.apache.spark.sql.SparkSession;

/** How files that nobody vouches for are read by Spark. */
final class RowByRow {
  private RowByRow() {}

  /**
   * The same session but for Parquet's vectorized reader: on a damaged page header Spark 3.5's goes
   * round for ever, where the one that reads rows throws. Data are read once, so its speed counts
   * little.
   */
  static SparkSession of(SparkSession spark) {
    SparkSession other = spark.cloneSession();
    other.conf().set("spark.sql.parquet.enableVectorizedReader", "false");
    return other;
  }
}
