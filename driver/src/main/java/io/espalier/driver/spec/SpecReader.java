package io.espalier.driver.spec;

import io.espalier.datasets.DataSpec;
import io.espalier.driver.spec.RunSpec.BudgetSpec;
import io.espalier.driver.spec.RunSpec.ExecutionSpec;
import io.espalier.driver.spec.RunSpec.ModelSpec;
import io.espalier.driver.spec.RunSpec.ObjectiveSpec;
import io.espalier.input.InputException;
import io.espalier.input.Problem;
import io.espalier.model.Zoo;
import io.espalier.train.TrainerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    YamlNode root = YamlParser.file(fileName, yaml, problems);
    if (!(root instanceof YamlNode.Fields fields)) {
      throw new InputException(fileName, "is " + root.text(), "a YAML mapping, key: value");
    }
    for (String set : sets) {
      fields = override(fields, set);
    }
    Section section = new Section("", fields, problems);
    RunSpec spec = spec(section);
    if (problems.isEmpty()) {
      SearchSection.checkGrid(section.section("search"), spec, problems);
    }
    if (!problems.isEmpty()) {
      throw new InputException(problems.stream().distinct().toList());
    }
    return spec;
  }

  private YamlNode.Fields override(YamlNode.Fields fields, String set) {
    int equals = set.indexOf('=');
    String key = equals < 0 ? "" : set.substring(0, equals).strip();
    if (!key.matches("[^.]+(\\.[^.]+)*")) {
      problems.add(new Problem("--set " + set, "is no override", "key=value"));
      return fields;
    }
    YamlNode value = YamlParser.override(key, set.substring(equals + 1), problems);
    // An axis of the search is one key with dots in it.
    return fields.with(
        List.of(key.split(key.startsWith("search.") ? "(?<=^search)\\." : "\\.")), value);
  }

  private RunSpec spec(Section root) {
    String name = root.text("name", "run");
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      root.wrong("name", "is " + name, "letters, digits, '.', '_' and '-'");
    }
    long seed = root.anyLong("seed", 1);
    DataSpec data = DataSection.read(root.section("data"));
    ModelSpec model = model(root.section("model"));
    TrainSpec train = TrainSection.readTrain(root.section("train"));
    Section pruneSection = root.section("prune");
    PruneSpec prune = PruneSection.read(pruneSection);
    TrainSpec fineTune = TrainSection.readFineTune(root.section("fineTune"));
    Section searchSection = root.section("search");
    Map<String, List<Object>> search = SearchSection.read(searchSection, problems);
    checkStart(pruneSection, "from", prune.from(), train.epochs());
    search
        .getOrDefault("prune.from", List.of())
        .forEach(f -> checkStart(searchSection, "prune.from", f.toString(), train.epochs()));
    RunSpec spec =
        new RunSpec(
            name,
            seed,
            data,
            model,
            keeping(train, prune, search),
            prune,
            fineTune,
            search,
            root.choice("controls", "default", List.of("default", "none")),
            TrainerKind.of(root.choice("trainer", TrainerKind.AUTO.key(), TrainerKind.keys())),
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
    Section checkpoint = s.section("checkpoint");
    ExecutionSpec spec =
        new ExecutionSpec(
            s.whole("waveMegabytes", d.waveMegabytes(), 1),
            s.whole("shuffleAboveMegabytes", d.shuffleAboveMegabytes(), 0),
            checkpoint.whole("everyRounds", d.checkpointEveryRounds(), 0));
    checkpoint.close();
    s.moved("trainer", "the key trainer, beside execution");
    s.close();
    return spec;
  }

  private static void checkStart(Section s, String key, String start, int epochs) {
    epoch(start)
        .filter(e -> e > epochs)
        .ifPresent(e -> s.wrong(key, "is " + start, "an epoch from 1 to " + epochs));
  }

  /** An epoch that pruning starts from is kept without being asked for twice. */
  private static TrainSpec keeping(
      TrainSpec train, PruneSpec prune, Map<String, List<Object>> search) {
    TreeSet<Integer> epochs = new TreeSet<>(train.keepEpochs());
    collect(List.of(prune.from(), PruneSection.write(prune), search), epochs);
    return train.keeping(List.copyOf(epochs));
  }

  /** Epochs that are named anywhere: starts, and what values are rewound to. */
  private static void collect(Object value, TreeSet<Integer> epochs) {
    if (value instanceof Map<?, ?> map) {
      map.values().forEach(v -> collect(v, epochs));
    } else if (value instanceof List<?> list) {
      list.forEach(v -> collect(v, epochs));
    } else {
      epoch(value.toString()).ifPresent(epochs::add);
    }
  }

  private static Optional<Integer> epoch(String start) {
    return start.matches(PruneSection.EPOCH)
        ? Optional.of(Integer.valueOf(start.substring("epoch:".length())))
        : Optional.empty();
  }
}
