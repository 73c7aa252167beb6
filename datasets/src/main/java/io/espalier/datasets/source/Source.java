package io.espalier.datasets.source;

import io.espalier.datasets.DataSpec;
import io.espalier.input.Problem;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** A reader of one format, through Hadoop's FileSystem or Spark SQL. */
public interface Source {
  /** The three splits. */
  enum Split {
    TRAIN,
    VALIDATION,
    TEST
  }

  /** What can be known to be wrong before Spark starts: missing files, bad headers. */
  List<Problem> check(DataSpec spec, Configuration hadoop);

  /** Whether the split is given, rather than to be cut from train. */
  boolean has(DataSpec spec, Split split, Configuration hadoop);

  /**
   * Reads a split.
   *
   * @param classes names in label order as the training split has them; empty: find out
   * @throws io.espalier.input.InputException for bad records: their count and first five positions
   */
  Loaded load(SparkSession spark, DataSpec spec, Split split, List<String> classes);
}
