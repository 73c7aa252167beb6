package io.espalier.driver.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/**
 * One line of a benchmark's JSON.
 *
 * @param benchmark the command's name: {@code overhead}
 * @param name what was measured; {@code case} in JSON
 * @param ours our figure
 * @param reference what it stands beside
 * @param unit of both
 * @param ratio as the benchmark defines it; for {@code overhead}, ours ÷ allowed
 */
public record Row(
    String benchmark,
    @JsonProperty("case") String name,
    double ours,
    double reference,
    String unit,
    double ratio) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The array that every benchmark writes. */
  public static String json(List<Row> rows) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(rows);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of numbers and text can be written", e);
    }
  }
}
