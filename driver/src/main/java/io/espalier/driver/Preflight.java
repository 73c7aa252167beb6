package io.espalier.driver;

import io.espalier.datasets.DataShape;
import io.espalier.datasets.Datasets;
import io.espalier.driver.fault.Faults;
import io.espalier.driver.round.Trainers;
import io.espalier.driver.run.RunResult;
import io.espalier.driver.spec.RunSpec;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.model.Model;
import io.espalier.model.Network;
import io.espalier.model.Shape;
import io.espalier.model.Zoo;
import io.espalier.model.dl4j.ModelReader;
import io.espalier.train.TrainerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** What can be known to be wrong before Spark starts. */
public final class Preflight {
  private Preflight() {}

  /**
   * Looks for passwords in addresses, at the data's files, at whether a zoo network takes their
   * shape, and at whether the trainer that was asked for by name knows the network.
   *
   * @throws InputException with all problems found
   */
  public static void check(RunSpec spec, Configuration hadoop) {
    Secrets.refuse(spec, "");
    List<Problem> problems = new ArrayList<>(Datasets.check(spec.data(), hadoop));
    if (problems.isEmpty() && spec.model().path().isEmpty()) {
      Optional<DataShape> shape = Datasets.peek(spec.data(), hadoop);
      try {
        shape.ifPresent(
            s -> checkTrainer(spec, Zoo.network(spec.model().zoo(), s.shape(), s.classes())));
      } catch (InputException e) {
        problems.addAll(e.problems());
      }
    }
    if (!spec.model().path().isEmpty()) {
      missing("model.path", spec.model().path(), hadoop).ifPresent(problems::add);
      if (problems.isEmpty() && spec.trainer() == TrainerKind.SPARSE) {
        checkTrainer(spec, model(spec, hadoop).network());
      }
    }
    if (!problems.isEmpty()) {
      throw new InputException(problems);
    }
  }

  /**
   * Looks whether a sweep can begin or go on in its run folder.
   *
   * @return the result of a run that is finished already
   * @throws InputException if the folder is that of something else, or another driver's
   */
  public static Optional<RunResult> folder(
      RunSpec spec, SweepOptions options, Configuration hadoop) {
    Secrets.refuse(spec, options.folder(spec));
    return FolderCheck.of(options.folder(spec), spec, options, hadoop, Faults.none())
        .filter(folder -> FolderCheck.finished(folder, options))
        .map(folder -> FolderCheck.result(folder, options));
  }

  /**
   * Looks at whether the trainer that was asked for can compute a network, and by the recipes that
   * were asked for.
   *
   * @throws InputException if not
   */
  static void checkTrainer(RunSpec spec, Network network) {
    List<Problem> problems = new ArrayList<>(RecipeFit.problems(spec, network));
    Trainers.refuse(network, spec.trainer()).ifPresent(problems::add);
    if (!problems.isEmpty()) {
      throw new InputException(problems);
    }
  }

  /**
   * Looks at whether a model file is there.
   *
   * @throws InputException if not
   */
  public static void checkModel(String path, Configuration hadoop) {
    missing("MODEL", path, hadoop)
        .ifPresent(
            p -> {
              throw new InputException(List.of(p));
            });
  }

  private static Optional<Problem> missing(String key, String file, Configuration hadoop) {
    String expected = "a DL4J zip or Keras HDF5 file";
    try {
      Path path = new Path(file);
      return path.getFileSystem(hadoop).exists(path)
          ? Optional.empty()
          : Optional.of(new Problem(key, "is " + path + ", which is not there", expected));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(new Problem(key, "cannot be reached: " + e.getMessage(), expected));
    }
  }

  /**
   * The model file's content, from any file system that Hadoop reaches; null for a zoo's model.
   *
   * @throws InputException if it cannot be read as a model
   */
  static Model model(RunSpec spec, Configuration hadoop) {
    if (spec.model().path().isEmpty()) {
      return null;
    }
    Optional<Shape> shape = Datasets.peek(spec.data(), hadoop).map(DataShape::shape);
    Model model = read(spec.model().path(), shape, hadoop);
    return new Model(model.network(), model.values(), spec.model().trained());
  }

  /** Reads a model file. */
  static Model read(String from, Optional<Shape> shape, Configuration hadoop) {
    Path path = new Path(from);
    try {
      FileSystem fs = path.getFileSystem(hadoop);
      if (fs.getScheme().equals("file")) {
        return ModelReader.read(
            java.nio.file.Path.of(Path.getPathWithoutSchemeAndAuthority(path).toString()), shape);
      }
      java.nio.file.Path local = Files.createTempFile("espalier-", "-" + path.getName());
      try {
        fs.copyToLocalFile(false, path, new Path(local.toUri()), true);
        return ModelReader.read(local, shape);
      } finally {
        Files.deleteIfExists(local);
      }
    } catch (IOException e) {
      throw new InputException(
          from, "cannot be read (" + e.getMessage() + ")", "a DL4J zip or Keras HDF5 file");
    }
  }
}
