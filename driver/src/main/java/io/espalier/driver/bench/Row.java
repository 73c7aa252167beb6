package io.espalier.driver.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/**
 * One line of a benchmark's JSON.
 *
 * @param benchmark the command's name: {@code overhead}, {@code finetune}
 * @param name what was measured, {@code network@sparsity/reference}; {@code case} in JSON
 * @param ours our figure
 * @param reference what it stands beside
 * @param unit of both
 * @param ratio reference ÷ ours where both are times; for {@code overhead} and {@code bytes}, ours
 *     ÷ allowed
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
