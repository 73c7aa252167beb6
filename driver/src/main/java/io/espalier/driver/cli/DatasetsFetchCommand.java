package io.espalier.driver.cli;

import io.espalier.datasets.fetch.Fetcher;
import io.espalier.datasets.fetch.Original;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Downloads an original data set. */
@Command(
    name = "fetch",
    mixinStandardHelpOptions = true,
    header = "Downloads an original data set.",
    description = {
      "",
      "Downloads an original data set, checks it against its authors' checksums, and goes on where"
          + " an earlier try broke off. What is there and right is not downloaded again.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  espalier datasets fetch mnist",
      "  espalier datasets fetch cifar10 --to /data/cifar10 --base-url https://mirror.example/cifar/"
    })
final class DatasetsFetchCommand implements Callable<Integer> {
  /** The names, for the help. */
  static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Names() {
      super(Original.ALL.stream().map(Original::name).toList());
    }
  }

  @Spec private CommandSpec command;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description = "one of ${COMPLETION-CANDIDATES}")
  private String name;

  @Option(
      names = "--to",
      paramLabel = "FOLDER",
      description = "a local folder; default: data/NAME, where the configurations look for it")
  private Path folder;

  @Option(
      names = "--base-url",
      paramLabel = "URL",
      description = "where the files are, such as a mirror; default: the authors' address")
  private String base;

  @Override
  public Integer call() {
    Original original = Original.named(name);
    Path target = folder == null ? Path.of("data", name) : folder;
    try (FetchProgress progress = new FetchProgress(command.commandLine().getErr())) {
      new Fetcher(progress).fetch(base == null ? original : original.from(base), target);
    }
    command.commandLine().getOut().println(name + " is in " + target);
    command.commandLine().getOut().flush();
    return 0;
  }
}
