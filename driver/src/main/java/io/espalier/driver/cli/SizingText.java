package io.espalier.driver.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.driver.sizing.Executors;
import io.espalier.driver.sizing.Sizing;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a sweep takes of a cluster, for a person and for a program. */
final class SizingText {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SizingText() {}

  static String of(Sizing s) {
    Executors e = s.executors();
    StringBuilder text = new StringBuilder();
    line(text, "Cluster: %d executors of %d cores", e.count(), e.cores());
    line(
        text,
        "  an executor's heap: %s, needed %s (cached shards %s, a wave's states %s, tasks %s)",
        bytes(s.executorHeap()),
        bytes(s.executor().heap()),
        bytes(s.executor().shards()),
        bytes(s.executor().states()),
        bytes(s.executor().tasks()));
    line(
        text,
        "  outside its heap:   %s, needed %s (ND4J's arrays %s)",
        bytes(s.executorOverhead()),
        bytes(s.executor().overhead()),
        bytes(s.executor().maxBytes()));
    line(
        text,
        "  the driver's heap:  %s, needed %s (a wave's states %s, its results %s, models %s)",
        bytes(s.driverHeap()),
        bytes(s.driver().heap()),
        bytes(s.driver().states()),
        bytes(s.driver().results()),
        bytes(s.driver().kept()));
    line(
        text,
        "  bytes moved:        %s a round of fine-tuning (%d of them), the largest %s",
        PlanText.bytes(s.bytes().average()),
        s.bytes().rounds(),
        PlanText.bytes(s.bytes().most()));
    line(
        text,
        "  expected time:      %s (baseline %s, sweep %s), by the committed cost table",
        seconds(s.time().seconds()),
        seconds(s.time().baseline()),
        seconds(s.time().sweep()));
    line(text, "Options for spark-submit, or for deploy/espalier before its --:");
    s.submitOptions().forEach(o -> line(text, "  %s \\", o));
    return text.substring(0, text.length() - " \\\n".length());
  }

  static String json(Sizing s) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("executors", s.executors().count());
    json.put("cores", s.executors().cores());
    json.put(
        "executorMemory",
        of("bytes", s.executorHeap(), "needed", s.executor().heap())
            .with("shards", s.executor().shards())
            .with("states", s.executor().states())
            .with("tasks", s.executor().tasks()));
    json.put(
        "executorMemoryOverhead",
        of("bytes", s.executorOverhead(), "needed", s.executor().overhead())
            .with("maxBytes", s.executor().maxBytes()));
    json.put(
        "driverMemory",
        of("bytes", s.driverHeap(), "needed", s.driver().heap())
            .with("states", s.driver().states())
            .with("results", s.driver().results())
            .with("models", s.driver().kept()));
    json.put(
        "bytesARound",
        of("average", s.bytes().average(), "largest", s.bytes().most())
            .with("rounds", s.bytes().rounds()));
    json.put("seconds", of("baseline", s.time().baseline(), "sweep", s.time().sweep()));
    json.put("submitOptions", s.submitOptions());
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of numbers and text can be written", e);
    }
  }

  /** A map that keeps its order. */
  private static final class Fields extends LinkedHashMap<String, Object> {
    private static final long serialVersionUID = 1;

    Fields with(String key, Object value) {
      put(key, value);
      return this;
    }
  }

  private static Fields of(String first, Object a, String second, Object b) {
    return new Fields().with(first, a).with(second, b);
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String bytes(long n) {
    return String.format(Locale.ROOT, "%,d MiB", (n + (1 << 20) - 1) >> 20);
  }

  private static String seconds(double s) {
    return s < 100
        ? String.format(Locale.ROOT, "%.0f s", s)
        : String.format(Locale.ROOT, "%.0f min", s / 60);
  }
}
