package io.espalier.chaos;

import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.RunFolder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** What a finished run's folder must be like, wherever it is. */
final class Folders {
  private static final List<String> ONLY_WHILE_IT_RUNS = List.of("lease.json", "checkpoint");

  private Folders() {}

  /** What is not as it should be. */
  static List<String> problems(String run, Configuration hadoop) throws IOException {
    List<String> problems = new ArrayList<>();
    for (String name : names(run, hadoop)) {
      if (name.contains(".tmp-") || ONLY_WHILE_IT_RUNS.stream().anyMatch(name::startsWith)) {
        problems.add(name + " is left in " + run);
      }
    }
    RunFolder folder = RunFolder.open(run, hadoop);
    problems.addAll(folder.broken().stream().map(f -> f + " is damaged in " + run).toList());
    for (CandidateResult c : folder.candidates()) {
      List<Integer> rounds = c.rounds().stream().map(CandidateResult.Round::round).toList();
      if (!rounds.equals(IntStream.rangeClosed(1, rounds.size()).boxed().toList())) {
        problems.add(c.spec().id() + " counts its rounds as " + rounds);
      }
    }
    return problems;
  }

  /** A digest of what each candidate came to, by its id. */
  static Map<String, String> candidates(String run, Configuration hadoop) {
    Map<String, String> all = new LinkedHashMap<>();
    for (CandidateResult c : RunFolder.open(run, hadoop).candidates()) {
      all.put(
          c.spec().id(),
          String.join(
              " ",
              c.status().name(),
              c.parametersHash(),
              c.maskHash(),
              Double.toHexString(c.accuracy()),
              Double.toHexString(c.loss())));
    }
    return all;
  }

  /** Names of all files in a folder, relative to it; none if it is not there. */
  static List<String> names(String run, Configuration hadoop) throws IOException {
    Path folder = new Path(run);
    FileSystem fs = folder.getFileSystem(hadoop);
    String root = fs.makeQualified(folder).toUri().getPath() + "/";
    List<String> names = new ArrayList<>();
    try {
      RemoteIterator<LocatedFileStatus> files = fs.listFiles(folder, true);
      while (files.hasNext()) {
        names.add(files.next().getPath().toUri().getPath().substring(root.length()));
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return names;
  }
}
