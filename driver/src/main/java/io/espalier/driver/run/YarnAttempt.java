package io.espalier.driver.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.hadoop.yarn.api.records.ContainerId;

/**
 * Which attempt at an application a driver is that YARN started, in cluster mode: YARN starts the
 * next one when it has seen the end of the one before.
 *
 * @param application YARN's name of it; empty for any other driver
 * @param number from 1
 */
record YarnAttempt(String application, int number) {
  static final YarnAttempt NONE = new YarnAttempt("", 0);

  /** This process's. */
  static YarnAttempt here() {
    String container = System.getenv("CONTAINER_ID");
    // Spark sets the property where the driver is the application master.
    return container == null ? NONE : of(System.getProperty("spark.yarn.app.id", ""), container);
  }

  /**
   * @param application empty where the driver is not in the container
   * @param container as YARN names it to the processes in it
   */
  static YarnAttempt of(String application, String container) {
    return application.isEmpty()
        ? NONE
        : new YarnAttempt(
            application,
            ContainerId.fromString(container).getApplicationAttemptId().getAttemptId());
  }

  /** Whether it was started because the other one had ended. */
  boolean follows(YarnAttempt other) {
    return !application.isEmpty() && application.equals(other.application) && number > other.number;
  }

  void write(ObjectNode json) {
    json.put("application", application).put("attempt", number);
  }

  static YarnAttempt read(JsonNode json) {
    return new YarnAttempt(json.path("application").asText(), json.path("attempt").asInt());
  }
}
