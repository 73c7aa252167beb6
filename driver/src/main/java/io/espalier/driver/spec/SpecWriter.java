package io.espalier.driver.spec;

import io.espalier.measure.Digest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Writes a specification with every key resolved, in one fixed order. */
final class SpecWriter {
  /** Keys that change no candidate's result. */
  private static final List<String> NO_RESULT = List.of("name", "budget", "execution");

  private SpecWriter() {}

  /** The same specification with its YAML and hash. */
  static RunSpec resolved(RunSpec s) {
    return new RunSpec(
        s.name(),
        s.seed(),
        s.data(),
        s.model(),
        s.train(),
        s.prune(),
        s.fineTune(),
        s.search(),
        s.controls(),
        s.trainer(),
        s.objective(),
        s.budget(),
        s.execution(),
        Digest.of(yaml(decisive(s))).substring(0, 12),
        yaml(map(s)));
  }

  /** All keys that change a result. */
  static Map<String, Object> decisive(RunSpec s) {
    Map<String, Object> decisive = new LinkedHashMap<>(map(s));
    NO_RESULT.forEach(decisive::remove);
    return decisive;
  }

  static String yaml(Map<String, Object> map) {
    return new Dump(
            DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(200)
                .setDereferenceAliases(true)
                .build())
        .dumpToString(map);
  }

  private static Map<String, Object> map(RunSpec s) {
    Map<String, Object> model = new LinkedHashMap<>();
    if (s.model().path().isEmpty()) {
      model.put("zoo", s.model().zoo());
    } else {
      model.put("path", s.model().path());
    }
    model.put("strict", s.model().strict());
    model.put("trained", s.model().trained());
    Map<String, Object> objective = new LinkedHashMap<>();
    objective.put("kind", s.objective().kind());
    objective.put("maxAccuracyDrop", s.objective().maxAccuracyDrop());
    objective.put("minSparsity", s.objective().minSparsity());
    Map<String, Object> budget = new LinkedHashMap<>();
    budget.put("maxMinutes", s.budget().maxMinutes());
    budget.put("keepModels", s.budget().keepModels());
    Map<String, Object> execution = new LinkedHashMap<>();
    execution.put("waveMegabytes", s.execution().waveMegabytes());
    execution.put("shuffleAboveMegabytes", s.execution().shuffleAboveMegabytes());
    execution.put("checkpoint", Map.of("everyRounds", s.execution().checkpointEveryRounds()));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", s.name());
    all.put("seed", s.seed());
    all.put("data", DataSection.write(s.data()));
    all.put("model", model);
    all.put("train", TrainSection.write(s.train()));
    all.put("prune", PruneSection.write(s.prune()));
    all.put("fineTune", TrainSection.write(s.fineTune()));
    all.put("search", s.search());
    all.put("controls", s.controls());
    all.put("trainer", s.trainer().key());
    all.put("objective", objective);
    all.put("budget", budget);
    all.put("execution", execution);
    return all;
  }
}
