package io.espalier.driver.fault;

import io.espalier.input.InputException;
import io.espalier.shard.Seeds;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to go wrong, where, and at which event: {@code
 * train@candidate=c-0a1b2c3d,round=3,attempt=0:throw;rename@n=2:lie}. A fault strikes whenever all
 * its conditions hold; {@code p=0.1} holds at one event in ten, by {@code seed=7} and the event
 * itself, so that a plan always strikes alike. Time decides nothing.
 *
 * @param seed of the conditions p
 * @param faults of which the first that holds strikes
 */
public record FaultPlan(long seed, List<Fault> faults) implements Serializable {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(FaultPlan.class);

  /** Nothing goes wrong. */
  public static final FaultPlan NONE = new FaultPlan(0, List.of());

  /** The system property, and behind {@code spark.} the key of Spark's configuration. */
  public static final String KEY = "espalier.faults";

  /** Exit code of a process that a plan ended: none of ours, and none of a signal. */
  static final int EXIT_CODE = 86;

  /**
   * One of them.
   *
   * @param when a value a condition
   */
  public record Fault(FaultPoint point, Map<String, String> when, FaultAction action)
      implements Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public String toString() {
      List<String> conditions = new ArrayList<>();
      when.forEach((k, v) -> conditions.add(k + "=" + v));
      return point.key()
          + (conditions.isEmpty() ? "" : "@" + String.join(",", conditions))
          + ":"
          + action.key();
    }
  }

  /**
   * Reads a plan; an empty text is none.
   *
   * @throws InputException if it names a point, condition or action that is not there
   */
  public static FaultPlan of(String text) {
    long seed = 0;
    List<Fault> faults = new ArrayList<>();
    for (String part : text.split(";")) {
      if (part.strip().matches("seed=-?[0-9]{1,18}")) {
        seed = Long.parseLong(part.strip().substring("seed=".length()));
      } else if (!part.isBlank()) {
        faults.add(fault(part.strip()));
      }
    }
    return new FaultPlan(seed, List.copyOf(faults));
  }

  private static Fault fault(String text) {
    int colon = text.lastIndexOf(':');
    int at = text.indexOf('@');
    String name = text.substring(0, at < 0 ? Math.max(0, colon) : at);
    Optional<FaultPoint> point =
        Arrays.stream(FaultPoint.values()).filter(p -> p.key().equals(name)).findFirst();
    Optional<FaultAction> action =
        Arrays.stream(FaultAction.values())
            .filter(a -> a.key().equals(text.substring(colon + 1)))
            .findFirst();
    if (point.isEmpty() || action.isEmpty() || !point.get().allows(action.get())) {
      throw wrong(text);
    }
    Map<String, String> when = new LinkedHashMap<>();
    for (String condition : at < 0 ? new String[0] : text.substring(at + 1, colon).split(",")) {
      String[] pair = condition.split("=", -1);
      if (pair.length != 2 || !point.get().conditions().contains(pair[0])) {
        throw wrong(text);
      }
      when.put(pair[0], pair[1]);
    }
    if (when.containsKey("p") && !when.get("p").matches("0(\\.[0-9]+)?|1")) {
      throw wrong(text);
    }
    return new Fault(point.get(), when, action.get());
  }

  private static InputException wrong(String fault) {
    return new InputException(
        KEY,
        "has " + fault + ", which no point knows",
        "POINT@KEY=VALUE,…:ACTION, such as train@round=3,attempt=0:throw or rename@n=2:lie");
  }

  /**
   * An event on an executor; whoever calls this has nothing to write.
   *
   * @param facts keys and values of the event, one after the other
   */
  public void strike(FaultPoint point, Object... facts) {
    at(point, facts);
  }

  /**
   * What strikes at an event: throws, exits and waits itself, and leaves the other actions to the
   * caller.
   */
  Optional<FaultAction> at(FaultPoint point, Object... facts) {
    if (faults.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> event = new LinkedHashMap<>();
    for (int i = 0; i < facts.length; i += 2) {
      event.put(facts[i].toString(), String.valueOf(facts[i + 1]));
    }
    for (Fault fault : faults) {
      if (fault.point() == point && holds(fault, event)) {
        return struck(fault, event);
      }
    }
    return Optional.empty();
  }

  private boolean holds(Fault fault, Map<String, String> event) {
    return fault.when().entrySet().stream()
        .allMatch(
            c ->
                c.getKey().equals("p")
                    ? chance(fault.point() + event.toString()) < Double.parseDouble(c.getValue())
                    : c.getValue().equals(event.get(c.getKey())));
  }

  /** In [0, 1), by the seed and the event. */
  double chance(String event) {
    return (Seeds.mix(seed, Seeds.of(event)) >>> 11) * 0x1p-53;
  }

  private static Optional<FaultAction> struck(Fault fault, Map<String, String> event) {
    LOG.warn("injected fault: {} at {}", fault, event);
    switch (fault.action()) {
      case THROW -> throw new InjectedFault(fault + " at " + event);
      case EXIT -> Runtime.getRuntime().halt(EXIT_CODE);
      case STALL -> {
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        throw new InjectedFault(fault + " was interrupted at " + event);
      }
      case EXHAUST -> exhaust();
      case CORRUPT, TRUNCATE, TEAR, LIE, DROP -> {}
    }
    return Optional.of(fault.action());
  }

  /** Ends in an {@link OutOfMemoryError}, as a wave that is too large does. */
  private static void exhaust() {
    List<long[]> taken = new ArrayList<>();
    while (taken.size() < Integer.MAX_VALUE) {
      taken.add(new long[1 << 20]);
    }
  }
}
