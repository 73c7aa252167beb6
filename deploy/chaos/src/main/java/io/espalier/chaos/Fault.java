package io.espalier.chaos;

import java.util.List;

/**
 * One kind of fault.
 *
 * @param name for {@code --only}
 * @param injected what is done, and at which event
 * @param ground what it needs
 */
record Fault(String name, String injected, Expected expected, Ground ground, Scenario scenario) {
  /** What is to become of a run. */
  enum Expected {
    /** It comes to its result, by itself or when it is gone on with. */
    RECOVER,
    /** It is refused, and what is there stays as it is. */
    REFUSE
  }

  /** What a fault is tried on. */
  enum Ground {
    /** A driver with Spark in it. */
    ALONE,
    /** A standalone cluster. */
    CLUSTER,
    /** A driver with Spark in it, its run folder on HDFS. */
    HDFS
  }

  /** Does it, and looks what became of it. */
  @FunctionalInterface
  interface Scenario {
    /**
     * @param name of this fault, for folders
     * @return a trial a run
     */
    List<Trial> of(Bench bench, String name) throws Exception;
  }
}
