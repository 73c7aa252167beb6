package io.espalier.driver;

import io.espalier.driver.fault.FaultPlan;
import io.espalier.driver.round.Progress;
import io.espalier.driver.run.RunFolder;
import io.espalier.driver.spec.RunSpec;
import java.time.Clock;

/**
 * What a run needs beside its specification.
 *
 * @param out the run folder, on any file system that Hadoop reaches; empty: {@code
 *     runs/NAME-CONFIGHASH}
 * @param progress hears how it goes
 * @param existing what becomes of a run that is in the folder already
 * @param clock of the lease alone
 * @param faults that are to strike; none in production
 */
public record SweepOptions(
    String out, Progress progress, Existing existing, Clock clock, FaultPlan faults) {
  public static final SweepOptions DEFAULTS = new SweepOptions("", Progress.SILENT);

  /** What becomes of a run that is in the folder already. */
  public enum Existing {
    /** It goes on from its last checkpoint; if it is finished, its result is given again. */
    RESUME,
    /** Likewise, and candidates that failed or were lost begin anew. */
    RETRY_FAILED,
    /** It is refused. */
    REFUSE
  }

  /** Goes on with a run that is there; faults strike where the system property asks for them. */
  public SweepOptions(String out, Progress progress) {
    this(
        out,
        progress,
        Existing.RESUME,
        Clock.systemUTC(),
        FaultPlan.of(System.getProperty(FaultPlan.KEY, "")));
  }

  /** The run folder. */
  String folder(RunSpec spec) {
    return out.isEmpty() ? RunFolder.defaultName(spec.name(), spec.configHash()) : out;
  }

  /** The same, with another answer to a run that is there. */
  public SweepOptions with(Existing other) {
    return new SweepOptions(out, progress, other, clock, faults);
  }

  /** The same, with faults. */
  public SweepOptions with(FaultPlan other) {
    return new SweepOptions(out, progress, existing, clock, other);
  }
}
