package io.espalier.driver.fault;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A plan on the driver, which counts how often each point is passed. */
public final class Faults {
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
    return plan.at(point, all.toArray());
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
    return new Damaging(out, at, action.get());
  }

  /** Flips a bit of one byte, or drops it and all that follow, or the whole process there. */
  private static final class Damaging extends FilterOutputStream {
    private final int at;
    private final FaultAction action;
    private long written;

    Damaging(OutputStream out, int at, FaultAction action) {
      super(out);
      this.at = at;
      this.action = action;
    }

    @Override
    public void write(int b) throws IOException {
      boolean flips = action == FaultAction.CORRUPT && written == at;
      if (action == FaultAction.CORRUPT || written < at) {
        out.write(flips ? b ^ 4 : b);
      } else if (action == FaultAction.TEAR) {
        out.flush();
        Runtime.getRuntime().halt(FaultPlan.EXIT_CODE);
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
