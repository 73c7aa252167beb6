package io.espalier.driver.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.input.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code manifest.json}: a finished run's files with their sizes and checksums, written last. */
final class Seal {
  static final String FILE = "manifest.json";
  private static final Logger LOG = LoggerFactory.getLogger(Seal.class);
  private static final String KIND = "manifest";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Files that may change once a run is finished, or that are not a result. */
  private static final List<String> OUTSIDE =
      List.of(FILE, Lease.FILE, "exit-code", "report.html", Checkpoints.FOLDER);

  private Seal() {}

  static void write(Files files) {
    ObjectNode json = JSON.createObjectNode().put("schema", RunJson.schema(KIND));
    ArrayNode all = json.putArray("files");
    for (String name : files.list(".")) {
      if (List.of("candidates", "models").contains(name)) {
        files.list(name).forEach(n -> add(all, files, name + "/" + n));
      } else if (!OUTSIDE.contains(name)) {
        add(all, files, name);
      }
    }
    files.writeDurably(FILE, Manifest.sealed(json));
  }

  private static void add(ArrayNode all, Files files, String name) {
    all.add(Manifest.json(files.measured(name)));
  }

  /**
   * Files that are not as they were when the run was finished; empty also where that is not known.
   */
  static List<String> broken(String folder, Files files) {
    List<String> broken = new ArrayList<>();
    for (Written file : read(folder, files).orElse(List.of())) {
      if (!files.exists(file.name()) || !files.measured(file.name()).equals(file)) {
        LOG.warn("{}/{} differs from its checksum in {}", folder, file.name(), FILE);
        broken.add(file.name());
      }
    }
    return broken;
  }

  private static Optional<List<Written>> read(String folder, Files files) {
    if (!files.exists(FILE)) {
      return Optional.empty();
    }
    try {
      String where = folder + "/" + FILE;
      return Optional.of(
          Manifest.writtens(Manifest.unsealed(where, KIND, files.read(FILE)).path("files")));
    } catch (InputException e) {
      LOG.warn("{}", e.getMessage());
      return Optional.empty();
    }
  }
}
