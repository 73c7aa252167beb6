package io.espalier.driver.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.input.InputException;
import io.espalier.mask.Mask;
import io.espalier.scope.Sensitivity;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * One run's folder, on any file system that Hadoop knows. Its layout is a contract:
 *
 * <pre>
 * run.json                 what this folder is, and its format's version
 * config.yaml              the resolved configuration
 * plan.json                what was known before the first job
 * sensitivity.json, .csv   the scan that scope sensitivity went by, where a candidate has that scope
 * candidates/ID.json       one candidate: settings, rounds, layers, metrics
 * candidates.csv           a line a candidate
 * summary.json             baseline, best, objective, Pareto front, provenance; written last but
 *                          for the report
 * models/ID.zip, ID.mask   kept models
 * best.zip, best.mask      the selected one
 * report.html              for a person
 * exit-code                the driver's, written last of all; not there while it runs
 * </pre>
 *
 * <p>Every file appears whole or not at all; a JSON file names its schema and version, and the
 * schemas lie beside this class in {@code schema/}. Writing fails with {@link
 * UncheckedIOException}.
 */
public final class RunFolder {
  private static final String MARKER = "run.json";
  private static final String SUMMARY = "summary.json";
  private static final String CANDIDATES = "candidates";

  private final String path;
  private final Files files;

  RunFolder(String path, Files files) {
    this.path = path;
    this.files = files;
  }

  /** {@code runs/NAME-CONFIGHASH}, relative to where the driver works. */
  public static String defaultName(String name, String configHash) {
    String safe = name.replaceAll("[^A-Za-z0-9._-]+", "-");
    return "runs/" + (safe.isEmpty() ? "run" : safe) + "-" + configHash;
  }

  /**
   * Begins a run folder.
   *
   * @param out local path or address on another file system
   * @throws InputException if there is something already, or the place cannot be written
   */
  public static RunFolder create(String out, Configuration hadoop) {
    refuseExisting(out, hadoop);
    try {
      Files files = Files.of(new Path(out), hadoop);
      files.write(MARKER, RunJson.run());
      return new RunFolder(out, files);
    } catch (UncheckedIOException | IllegalArgumentException e) {
      throw new InputException(
          "--out " + out, "cannot be written (" + e.getMessage() + ")", "a folder to write to");
    }
  }

  /**
   * Looks whether a run could begin here, and writes nothing.
   *
   * @throws InputException if there is something already, or the place cannot be reached
   */
  public static void refuseExisting(String out, Configuration hadoop) {
    try {
      Files files = Files.of(new Path(out), hadoop);
      if (!files.list(".").isEmpty()) {
        throw new InputException(
            "--out " + out,
            files.exists(MARKER) ? "holds an earlier run" : "is not empty",
            "a folder that is new or empty: give another one, or move this one away");
      }
    } catch (UncheckedIOException | IllegalArgumentException e) {
      throw new InputException(
          "--out " + out, "cannot be reached (" + e.getMessage() + ")", "a folder to write to");
    }
  }

  /**
   * Opens a run folder to read it.
   *
   * @throws InputException if it is none, or one of another format version
   */
  public static RunFolder open(String folder, Configuration hadoop) {
    try {
      Files files = Files.of(new Path(folder), hadoop);
      if (!files.exists(MARKER)) {
        throw new InputException(
            folder,
            files.list(".").isEmpty() ? "is empty or not there" : "is no run folder (no run.json)",
            "a folder that a sweep wrote");
      }
      RunJson.parse(folder + "/" + MARKER, "run", files.read(MARKER));
      return new RunFolder(folder, files);
    } catch (UncheckedIOException | IllegalArgumentException e) {
      throw new InputException(
          folder, "cannot be read (" + e.getMessage() + ")", "a folder that a sweep wrote");
    }
  }

  /** Where it is, as it was asked for. */
  public String path() {
    return path;
  }

  /** Writes {@code config.yaml}. */
  public void writeConfig(String resolvedYaml) {
    writeText("config.yaml", "# " + RunJson.schema("config") + "\n" + resolvedYaml);
  }

  /**
   * Writes {@code plan.json}.
   *
   * @param plan keys and what Jackson can write
   */
  public void writePlan(Map<String, ?> plan) {
    files.write("plan.json", RunJson.plan(plan));
  }

  /** Writes {@code sensitivity.json} and {@code .csv}, or replaces them. */
  public void writeSensitivity(Sensitivity scan, String fingerprint) {
    writeText("sensitivity.csv", SensitivityStore.csv(scan));
    files.write("sensitivity.json", SensitivityStore.json(scan, fingerprint));
  }

  /** Writes {@code candidates/ID.json}, or replaces it. */
  public void writeCandidate(CandidateResult result) {
    files.write(CANDIDATES + "/" + result.spec().id() + ".json", RunJson.candidate(result));
  }

  /** Writes {@code candidates.csv}, in the order given. */
  public void writeCandidatesCsv(List<CandidateResult> candidates) {
    writeText("candidates.csv", CandidatesCsv.of(candidates));
  }

  /** Writes {@code summary.json}: from now on the folder is complete but for its report. */
  public void writeSummary(RunResult result) {
    files.write(SUMMARY, RunJson.summary(result));
  }

  /** Keeps a candidate's model. */
  public void writeModel(String id, byte[] dl4jZip, Mask mask) {
    files.write("models/" + id + ".mask", mask.bytes());
    files.write("models/" + id + ".zip", dl4jZip);
  }

  /** Drops a candidate's model, if it was kept. */
  public void removeModel(String id) {
    files.delete("models/" + id + ".zip");
    files.delete("models/" + id + ".mask");
  }

  /** Writes the selected model. */
  public void writeBest(byte[] dl4jZip, byte[] mask) {
    files.write("best.mask", mask);
    files.write("best.zip", dl4jZip);
  }

  /** Writes {@code report.html}. */
  public void writeReport(String html) {
    writeText("report.html", html);
  }

  /** Writes {@code exit-code}: one number. */
  public void writeExitCode(int code) {
    writeText("exit-code", code + "\n");
  }

  /**
   * The candidates written so far, by id.
   *
   * @throws InputException if a file is damaged
   */
  public List<CandidateResult> candidates() {
    List<CandidateResult> all = new ArrayList<>();
    for (String name : files.list(CANDIDATES)) {
      if (name.endsWith(".json")) {
        String file = CANDIDATES + "/" + name;
        all.add(record(file, () -> RunJson.candidate(json(file, "candidate"))));
      }
    }
    return all;
  }

  /**
   * The whole result.
   *
   * @throws InputException if the run did not come to its end, or a file is damaged
   */
  public RunResult result() {
    if (!files.exists(SUMMARY)) {
      throw new InputException(path, "has no summary.json: its run did not end", "a finished run");
    }
    List<CandidateResult> candidates = candidates();
    return record(SUMMARY, () -> RunJson.summary(json(SUMMARY, "summary"), path, candidates));
  }

  /** Bytes of a file in this folder, by its name in the layout above. */
  public byte[] read(String name) {
    return files.read(name);
  }

  private <T> T record(String file, java.util.function.Supplier<T> read) {
    try {
      return read.get();
    } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
      throw new InputException(
          path + "/" + file,
          "does not hold what its schema says (" + e.getMessage() + ")",
          "the file as Espalier wrote it");
    }
  }

  private JsonNode json(String file, String kind) {
    return RunJson.parse(path + "/" + file, kind, files.read(file));
  }

  private void writeText(String name, String text) {
    files.write(name, text.getBytes(StandardCharsets.UTF_8));
  }
}
