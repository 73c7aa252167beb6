package io.espalier.driver;

import io.espalier.driver.round.Progress;

/**
 * What a run needs beside its specification.
 *
 * @param out the run folder, on any file system that Hadoop reaches; empty: {@code
 *     runs/NAME-CONFIGHASH}
 * @param progress hears how it goes
 */
public record SweepOptions(String out, Progress progress) {
  public static final SweepOptions DEFAULTS = new SweepOptions("", Progress.SILENT);
}
