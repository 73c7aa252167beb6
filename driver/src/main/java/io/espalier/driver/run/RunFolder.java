package io.espalier.driver.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.driver.fault.FaultPoint;
import io.espalier.driver.fault.Faults;
import io.espalier.input.InputException;
import io.espalier.mask.Mask;
import io.espalier.scope.Sensitivity;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * manifest.json            sizes and checksums of all of these but the report; a run that has it
 *                          is finished
 * incidents.json           what went wrong and was got over; not there if nothing did
 * exit-code                the driver's, written last of all; not there while it runs
 * checkpoint/              while it runs: what it needs to go on
 * lease.json               while it runs: who drives it
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
  private static final String PLAN = "plan.json";
  private static final String EXIT_CODE = "exit-code";

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
      RunFolder folder = at(out, hadoop, Faults.none());
      folder.begin();
      return folder;
    } catch (UncheckedIOException | IllegalArgumentException e) {
      throw new InputException(
          "--out " + out, "cannot be written (" + e.getMessage() + ")", "a folder to write to");
    }
  }

  /**
   * A folder that a run begins or goes on in; nothing is read or written yet.
   *
   * @param faults that strike what is written
   */
  public static RunFolder at(String out, Configuration hadoop, Faults faults) {
    return new RunFolder(out, Files.of(new Path(out), hadoop, faults));
  }

  /**
   * The run that a folder holds; empty where one can begin.
   *
   * @throws InputException if there is something else, or the place cannot be reached
   */
  public static Optional<RunFolder> existing(String out, Configuration hadoop, Faults faults) {
    try {
      RunFolder folder = at(out, hadoop, faults);
      if (folder.files.exists(MARKER)) {
        RunJson.parse(out + "/" + MARKER, "run", folder.files.read(MARKER));
        return Optional.of(folder);
      }
    } catch (UncheckedIOException | IllegalArgumentException e) {
      throw unreachable(out, e);
    }
    refuseExisting(out, hadoop);
    return Optional.empty();
  }

  /**
   * Looks whether a run could begin here, and writes nothing.
   *
   * @throws InputException if there is something already, or the place cannot be reached
   */
  public static void refuseExisting(String out, Configuration hadoop) {
    try {
      Files files = Files.of(new Path(out), hadoop);
      if (!List.of(Lease.FILE).containsAll(files.list("."))) {
        throw new InputException(
            "--out " + out,
            files.exists(MARKER) ? "holds an earlier run" : "is not empty",
            "a folder that is new or empty: give another one, or move this one away");
      }
    } catch (UncheckedIOException | IllegalArgumentException e) {
      throw unreachable(out, e);
    }
  }

  private static InputException unreachable(String out, RuntimeException e) {
    return new InputException(
        "--out " + out, "cannot be reached (" + e.getMessage() + ")", "a folder to write to");
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
      files.incidents().load();
      return new RunFolder(folder, files);
    } catch (UncheckedIOException | IllegalArgumentException e) {
      throw new InputException(
          folder, "cannot be read (" + e.getMessage() + ")", "a folder that a sweep wrote");
    }
  }

  /**
   * Takes the lease: from now on no other driver may write here.
   *
   * @throws InputException if another one has it, or the place cannot be written
   */
  public Lease lease(Clock clock) {
    try {
      return Lease.take(path, files, clock);
    } catch (UncheckedIOException e) {
      throw new InputException(
          "--out " + path, "cannot be written (" + e.getMessage() + ")", "a folder to write to");
    }
  }

  /**
   * Looks whether the lease could be taken now, and writes nothing.
   *
   * @throws InputException if another driver has it
   */
  public void refuseHeld(Clock clock) {
    Lease.refuseHeld(path, files, clock);
  }

  /** Begins to write, or goes on: marks the folder, and removes what a dead driver left aside. */
  public void begin() {
    files.writeDurably(MARKER, RunJson.run());
    files.incidents().load();
    files.sweepAside();
    files.delete(EXIT_CODE);
  }

  /** The checkpoints of the run; whoever commits one must have the lease. */
  public Checkpoints checkpoints(Lease lease) {
    return new Checkpoints(path, files, lease);
  }

  /** What went wrong here. */
  public Incidents incidents() {
    return files.incidents();
  }

  /** Whether its run came to its end. In format 1 the exit code was the last to be written. */
  public boolean finished() {
    boolean first = json(MARKER, "run").path("schema").asText().endsWith("/1");
    return files.exists(SUMMARY) && files.exists(first ? EXIT_CODE : Seal.FILE);
  }

  /** Says that the run is finished, and what its files are. */
  public void seal() {
    Seal.write(files);
  }

  /** Takes back that the run is finished. */
  public void unseal() {
    files.delete(Seal.FILE);
    files.delete(SUMMARY);
  }

  /** Files of a finished run that are not what they were then. */
  public List<String> broken() {
    return Seal.broken(path, files);
  }

  /** Where it is, as it was asked for. */
  public String path() {
    return path;
  }

  /** Writes {@code config.yaml}. */
  public void writeConfig(String resolvedYaml) {
    String text = "# " + RunJson.schema("config") + "\n" + resolvedYaml;
    files.writeDurably("config.yaml", text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes {@code plan.json}.
   *
   * @param plan keys and what Jackson can write
   */
  public void writePlan(Map<String, ?> plan) {
    files.write(PLAN, RunJson.plan(plan));
  }

  /**
   * What {@code plan.json} says of the data.
   *
   * @param fingerprint empty in a folder of format 1
   * @param shards examples in each shard, by split
   */
  public record PlannedData(Optional<String> fingerprint, Map<String, List<Integer>> shards) {}

  /**
   * Reads it; a run that has not come so far says nothing.
   *
   * @throws InputException if the file is damaged
   */
  public PlannedData plannedData() {
    if (!files.exists(PLAN)) {
      return new PlannedData(Optional.empty(), Map.of());
    }
    return record(PLAN, () -> RunJson.plannedData(json(PLAN, "plan")));
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

  /** Writes {@code candidates/ID.json} unless that is what lies there. */
  public void restoreCandidate(CandidateResult result) {
    String name = CANDIDATES + "/" + result.spec().id() + ".json";
    if (!files.exists(name) || !Arrays.equals(files.read(name), RunJson.candidate(result))) {
      writeCandidate(result);
    }
  }

  /** Ids of the candidates whose models are kept. */
  public List<String> models() {
    return files.list("models").stream()
        .filter(n -> n.endsWith(".zip"))
        .map(n -> n.substring(0, n.length() - ".zip".length()))
        .toList();
  }

  /** Writes {@code candidates.csv}, in the order given. */
  public void writeCandidatesCsv(List<CandidateResult> candidates) {
    writeText("candidates.csv", CandidatesCsv.of(candidates));
  }

  /** Writes {@code summary.json}: from now on the folder is complete but for its report. */
  public void writeSummary(RunResult result) {
    files.writeDurably(SUMMARY, RunJson.summary(result));
  }

  /** Keeps a candidate's model. */
  public void writeModel(String id, byte[] dl4jZip, Mask mask) {
    files.write("models/" + id + ".mask", FaultPoint.EXPORT, mask.bytes());
    files.write("models/" + id + ".zip", FaultPoint.EXPORT, dl4jZip);
  }

  /** Drops a candidate's model, if it was kept. */
  public void removeModel(String id) {
    files.delete("models/" + id + ".zip");
    files.delete("models/" + id + ".mask");
  }

  /** Writes the selected model. */
  public void writeBest(byte[] dl4jZip, byte[] mask) {
    files.write("best.mask", FaultPoint.EXPORT, mask);
    files.write("best.zip", FaultPoint.EXPORT, dl4jZip);
  }

  /** Writes {@code report.html}. */
  public void writeReport(String html) {
    files.write("report.html", FaultPoint.REPORT, html.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes {@code exit-code}: one number. */
  public void writeExitCode(int code) {
    writeText(EXIT_CODE, code + "\n");
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
        all.add(candidateOf(CANDIDATES + "/" + name));
      }
    }
    return all;
  }

  /**
   * One of them, if it has been written.
   *
   * @throws InputException if its file is damaged
   */
  public Optional<CandidateResult> candidate(String id) {
    String file = CANDIDATES + "/" + id + ".json";
    return files.exists(file) ? Optional.of(candidateOf(file)) : Optional.empty();
  }

  private CandidateResult candidateOf(String file) {
    return record(file, () -> RunJson.candidate(json(file, "candidate")));
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

  /** Whether there is a file in this folder, by its name in the layout above. */
  public boolean has(String name) {
    return files.exists(name);
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
