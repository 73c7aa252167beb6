package io.espalier.driver.spec;

import io.espalier.driver.spec.RunSpec.BudgetSpec;
import io.espalier.driver.spec.RunSpec.ExecutionSpec;
import io.espalier.driver.spec.RunSpec.ModelSpec;
import io.espalier.driver.spec.RunSpec.ObjectiveSpec;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.model.Zoo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Reads a run's YAML into validated records. Every problem found is reported at once, with file,
 * line and key, what is wrong and what would be right.
 */
public final class SpecReader {
  private final List<Problem> problems = new ArrayList<>();

  private SpecReader() {}

  /**
   * Reads a specification.
   *
   * @param yaml its text
   * @param fileName for messages
   * @param sets overrides, {@code key=value}, the value in YAML
   * @throws InputException with all problems
   */
  public static RunSpec read(String yaml, String fileName, List<String> sets) {
    return new SpecReader().run(yaml, fileName, sets);
  }

  private RunSpec run(String yaml, String fileName, List<String> sets) {
    YamlNode root = new YamlParser(fileName, true, problems).parse(yaml);
    if (!(root instanceof YamlNode.Fields fields)) {
      throw new InputException(fileName, "is " + root.text(), "a YAML mapping");
    }
    for (String set : sets) {
      fields = override(fields, set);
    }
    RunSpec spec = spec(fields);
    if (problems.isEmpty()) {
      checkGrid(fields, spec);
    }
    if (!problems.isEmpty()) {
      throw new InputException(problems.stream().distinct().toList());
    }
    return spec;
  }

  private YamlNode.Fields override(YamlNode.Fields fields, String set) {
    int equals = set.indexOf('=');
    if (equals <= 0) {
      problems.add(new Problem("--set " + set, "is not an override", "key=value"));
      return fields;
    }
    String key = set.substring(0, equals).strip();
    YamlNode value = new YamlParser("--set", false, problems).parse(set.substring(equals + 1));
    return fields.with(Arrays.asList(key.split("\\.", -1)), value);
  }

  private RunSpec spec(YamlNode.Fields fields) {
    Section root = new Section("", fields, problems);
    String name = root.text("name", "run");
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      root.wrong("name", "is " + name, "letters, digits, '.', '_' and '-'");
    }
    PruneSpec prune = PruneSection.read(root.section("prune"));
    Map<String, List<Object>> search = search(root);
    TrainSpec train =
        TrainSection.read(
            root.section("train"), TrainSpec.TRAIN_DEFAULTS, List.of("rounds", "dl4j-spark"));
    train = keeping(root, train, prune, search);
    RunSpec spec =
        new RunSpec(
            name,
            root.anyLong("seed", 1),
            DataSection.read(root.section("data")),
            model(root.section("model")),
            train,
            prune,
            TrainSection.read(
                root.section("fineTune"), TrainSpec.FINE_TUNE_DEFAULTS, List.of("rounds")),
            search,
            root.choice("controls", "default", List.of("default", "none")),
            objective(root.section("objective")),
            budget(root.section("budget")),
            execution(root.section("execution")),
            "",
            "");
    root.close();
    return SpecWriter.resolved(spec);
  }

  private static ModelSpec model(Section s) {
    ModelSpec d = ModelSpec.DEFAULTS;
    String path = s.text("path", d.path());
    if (s.has("zoo") && !path.isEmpty()) {
      s.wrong("path", "stands beside model.zoo", "one of both");
    }
    ModelSpec spec =
        new ModelSpec(
            path.isEmpty() ? s.choice("zoo", d.zoo(), Zoo.names()) : s.text("zoo", ""),
            path,
            s.flag("strict", d.strict()),
            s.flag("trained", d.trained()));
    s.close();
    return path.isEmpty() ? spec : new ModelSpec("", path, spec.strict(), spec.trained());
  }

  private static ObjectiveSpec objective(Section s) {
    ObjectiveSpec d = ObjectiveSpec.DEFAULTS;
    ObjectiveSpec spec =
        new ObjectiveSpec(
            s.choice("kind", d.kind(), List.of("sparsest", "most-accurate", "knee")),
            s.number(
                "maxAccuracyDrop", d.maxAccuracyDrop(), v -> v >= 0 && v <= 1, "a share in [0, 1]"),
            s.share("minSparsity", d.minSparsity()));
    s.close();
    return spec;
  }

  private static BudgetSpec budget(Section s) {
    BudgetSpec d = BudgetSpec.DEFAULTS;
    BudgetSpec spec =
        new BudgetSpec(
            s.notNegative("maxMinutes", d.maxMinutes()),
            s.choice("keepModels", d.keepModels(), List.of("pareto", "all")));
    s.close();
    return spec;
  }

  private static ExecutionSpec execution(Section s) {
    ExecutionSpec d = ExecutionSpec.DEFAULTS;
    ExecutionSpec spec =
        new ExecutionSpec(
            s.whole("waveMegabytes", d.waveMegabytes(), 1),
            s.whole("shuffleAboveMegabytes", d.shuffleAboveMegabytes(), 0),
            s.choice("trainer", d.trainer(), List.of("auto", "dl4j")));
    s.close();
    return spec;
  }

  /** The axes of the grid; each value is checked as the key's own would be. */
  private Map<String, List<Object>> search(Section root) {
    Section s = root.section("search");
    Map<String, List<Object>> axes = new LinkedHashMap<>();
    s.all()
        .forEach(
            (key, node) -> {
              List<String> values = s.texts(key, List.of());
              boolean searchable =
                  key.startsWith("prune.") || key.startsWith("fineTune.") || key.equals("seed");
              if (!searchable) {
                s.wrong(key, "cannot be searched", "a key of prune or fineTune, or seed");
              } else if (values.isEmpty()) {
                s.wrong(key, "has no values", "a list of at least one");
              } else {
                values.forEach(v -> check(key, node, v));
                axes.put(key, List.copyOf(values));
              }
            });
    return java.util.Collections.unmodifiableMap(axes);
  }

  private void check(String key, YamlNode axis, String value) {
    YamlNode.Scalar one = new YamlNode.Scalar(axis.place() + " search:", value);
    YamlNode.Fields alone =
        new YamlNode.Fields(axis.place(), Map.of()).with(Arrays.asList(key.split("\\.")), one);
    if (key.startsWith("prune.steps")) {
      // More than one step goes with iterative alone; whether it is, only a whole candidate knows.
      alone =
          alone.with(
              List.of("prune", "schedule"), new YamlNode.Scalar(axis.place(), "iterative"));
    }
    Section s = new Section("", alone, problems);
    PruneSection.read(s.section("prune"));
    TrainSection.read(s.section("fineTune"), TrainSpec.FINE_TUNE_DEFAULTS, List.of("rounds"));
    s.anyLong("seed", 0);
    s.close();
  }

  /** Whole candidates: values that fit alone may not fit together. */
  private void checkGrid(YamlNode.Fields fields, RunSpec spec) {
    try {
      CandidateGrid.of(spec);
    } catch (InputException e) {
      YamlNode search = fields.values().get("search");
      String place = search == null ? fields.place() : search.place();
      e.problems()
          .forEach(
              p -> problems.add(new Problem(place + " search: " + p.where(), p.what(), p.expected())));
    }
  }

  /** An epoch that pruning starts from is kept without being asked for twice. */
  private static TrainSpec keeping(
      Section root, TrainSpec train, PruneSpec prune, Map<String, List<Object>> search) {
    TreeSet<Integer> epochs = new TreeSet<>(train.keepEpochs());
    List<Object> starts = new ArrayList<>(search.getOrDefault("prune.from", List.of()));
    starts.add(prune.from());
    for (Object start : starts) {
      if (start.toString().matches("epoch:[0-9]+")) {
        int epoch = Integer.parseInt(start.toString().substring("epoch:".length()));
        if (epoch > train.epochs()) {
          root.wrong("prune", "starts from " + start, "an epoch from 1 to " + train.epochs());
        }
        epochs.add(epoch);
      }
    }
    return new TrainSpec(
        train.epochs(),
        train.batchSize(),
        train.averageEvery(),
        train.evaluateEvery(),
        train.optimizer(),
        train.schedule(),
        train.moments(),
        train.method(),
        List.copyOf(epochs));
  }
}
