package io.espalier.driver.fault;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A plan on the driver, which counts how often each point is passed. */
public final class Faults {
  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

  /** Any file that can be damaged has more bytes than this. */
  private static final int FIRST_BYTES = 48;

  private final FaultPlan plan;
  private final Map<FaultPoint, Integer> passed = new EnumMap<>(FaultPoint.class);

  public Faults(FaultPlan plan) {
    this.plan = plan;
  }

  /** Nothing goes wrong. */
  public static Faults none() {
    return new Faults(FaultPlan.NONE);
  }

  /** For executors, which do not count. */
  public FaultPlan plan() {
    return plan;
  }

  /**
   * Passes a point.
   *
   * @param facts keys and values beside n, one after the other
   * @return what the caller must do wrong, which only some points ask for
   */
  public synchronized Optional<FaultAction> pass(FaultPoint point, Object... facts) {
    List<Object> all = new ArrayList<>(List.of(facts));
    all.add("n");
    all.add(passed.merge(point, 1, Integer::sum));
    Optional<FaultAction> action = plan.at(point, all.toArray());
    action.ifPresent(a -> LOG.warn("injected fault: {} at {}, {}", a.key(), point.key(), all));
    return action;
  }

  /** How often a point was passed. */
  public synchronized int passed(FaultPoint point) {
    return passed.getOrDefault(point, 0);
  }

  /**
   * Passes a point at which something is written, and damages that if so asked.
   *
   * @param file how its name begins
   */
  public OutputStream through(FaultPoint point, String file, OutputStream out) {
    Optional<FaultAction> action = pass(point, "file", file);
    if (action.isEmpty()) {
      return out;
    }
    int at = (int) (plan.chance(point.key() + passed(point)) * FIRST_BYTES);
    return new Damaging(out, at, action.get() == FaultAction.TRUNCATE);
  }

  /** Flips a bit of one byte, or drops it and all that follow. */
  private static final class Damaging extends FilterOutputStream {
    private final int at;
    private final boolean truncates;
    private long written;

    Damaging(OutputStream out, int at, boolean truncates) {
      super(out);
      this.at = at;
      this.truncates = truncates;
    }

    @Override
    public void write(int b) throws IOException {
      if (!truncates || written < at) {
        out.write(written == at ? b ^ 4 : b);
      }
      written++;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      for (int i = from; i < from + length; i++) {
        write(bytes[i]);
      }
    }
  }
}
