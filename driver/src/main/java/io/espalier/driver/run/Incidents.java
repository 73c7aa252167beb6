package io.espalier.driver.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.input.InputException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What went wrong in a run and was got over, in the order in which it was noticed: executors lost,
 * tasks computed again, waves split, drivers that died, files found damaged. {@code incidents.json}
 * keeps it over all of a run's drivers, and is not there where nothing happened. It is no part of
 * the result. Any thread may add; the driver's own writes.
 */
public final class Incidents {
  static final String FILE = "incidents.json";

  /** More than a person reads; what is beyond is counted. */
  private static final int MOST = 200;

  /** Letters of what others say. */
  private static final int LONGEST = 240;

  private static final Logger LOG = LoggerFactory.getLogger(Incidents.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One of them.
   *
   * @param time when it was noticed, ISO 8601 in UTC, to the second
   * @param what in one line
   */
  public record Incident(String time, String what) {}

  private final Files files;
  private final Clock clock;
  private final List<Incident> kept = new ArrayList<>();
  private long more;
  private boolean changed;

  Incidents(Files files, Clock clock) {
    this.files = files;
    this.clock = clock;
  }

  /** Logs one and keeps it. */
  public void add(String what) {
    LOG.warn("{}", what);
    String time = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    synchronized (this) {
      changed = true;
      if (kept.size() < MOST) {
        kept.add(new Incident(time, what.lines().findFirst().orElse("")));
      } else {
        more++;
      }
    }
  }

  /** Another's words, as long as a person reads on. */
  public static String shortened(String line) {
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }

  /** Those that are kept, and behind them how many more there were. */
  public synchronized List<Incident> all() {
    List<Incident> all = new ArrayList<>(kept);
    if (more > 0) {
      all.add(new Incident(kept.get(kept.size() - 1).time(), "and " + more + " more"));
    }
    return List.copyOf(all);
  }

  /** Puts those of the run's earlier drivers before this one's. */
  synchronized void load() {
    if (files.exists(FILE)) {
      try {
        JsonNode json = RunJson.parse(FILE, "incidents", files.read(FILE));
        List<Incident> before = new ArrayList<>();
        json.path("incidents")
            .forEach(
                i -> before.add(new Incident(i.path("time").asText(), i.path("what").asText())));
        kept.addAll(0, before);
        more += json.path("more").asLong();
      } catch (InputException e) {
        add(e.getMessage());
      }
    }
  }

  /** Writes them, if there are any that are not written yet. */
  public void save() {
    byte[] bytes;
    synchronized (this) {
      if (!changed) {
        return;
      }
      changed = false;
      ObjectNode json = JSON.createObjectNode().put("schema", RunJson.schema("incidents"));
      ArrayNode all = json.putArray("incidents");
      kept.forEach(i -> all.addObject().put("time", i.time()).put("what", i.what()));
      json.put("more", more);
      bytes = (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }
    files.write(FILE, bytes);
  }
}
