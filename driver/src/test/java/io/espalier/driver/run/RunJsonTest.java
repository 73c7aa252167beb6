package io.espalier.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.driver.spec.CandidateSpec;
import io.espalier.driver.spec.TrainSpec;
import io.espalier.train.EarlyStopping;
import io.espalier.train.LearningRate;
import io.espalier.train.Objective;
import io.espalier.train.OptimizerSpec;
import io.espalier.train.Penalties;
import io.espalier.train.Recipe;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunJsonTest {
  private static JsonNode written(CandidateResult result) throws IOException {
    return new ObjectMapper().readTree(RunJson.candidate(result));
  }

  private static CandidateResult anyResult() {
    return MadeUpRun.of("run", 1).candidates().get(0);
  }

  /** A made-up candidate that is fine-tuned by these settings. */
  private static CandidateResult tuned(TrainSpec fineTune) throws IOException {
    CandidateResult any = anyResult();
    CandidateSpec s = any.spec();
    ObjectNode json = (ObjectNode) written(any);
    ObjectNode settings = (ObjectNode) json.get("settings");
    ObjectNode flat = new ObjectMapper().valueToTree(fineTune);
    flat.setAll((ObjectNode) flat.remove("recipe"));
    settings.set("fineTune", flat);
    assertThat(s.fineTune()).isNotEqualTo(fineTune);
    return RunJson.candidate(json);
  }

  @Test
  void everySettingOfFineTuningComesBack() throws IOException {
    TrainSpec fineTune =
        new TrainSpec(
            4,
            64,
            7,
            1,
            new Recipe(
                new OptimizerSpec(OptimizerSpec.Kind.ADAMW, 0.01, 0.8, 0.7, 0.6, 1e-6, 1e-4, 1e-5),
                new LearningRate(
                    LearningRate.Kind.ONE_CYCLE, 0.1, 0.2, List.of(0.25), 0.5, 0.4, 0.3),
                new Objective(Objective.Kind.MSE, 0.1, 3, 0, 0.4),
                new Penalties(1e-5, 1e-4, 1e-3),
                2.5),
            new EarlyStopping(3, 0.01),
            "restart",
            "rounds",
            List.of());
    JsonNode json = written(tuned(fineTune));
    assertThat(RunJson.candidate(json).spec().fineTune()).isEqualTo(fineTune);
    assertThat(json.at("/settings/fineTune/schedule/kind").asText()).isEqualTo("one-cycle");
    assertThat(json.at("/settings/fineTune/objective/kind").asText()).isEqualTo("mse");
    assertThat(json.at("/settings/fineTune/recipe").isMissingNode()).isTrue();
  }

  @Test
  void anEarlierVersionsFileHasTheDefaultsOfWhatItDoesNotSay() throws IOException {
    ObjectNode json = (ObjectNode) written(anyResult());
    ObjectNode fineTune = (ObjectNode) json.get("settings").get("fineTune");
    assertThat(fineTune.get("objective").fieldNames())
        .toIterable()
        .containsExactly("smoothing", "temperature", "alpha");
    TrainSpec whole = RunJson.candidate(json).spec().fineTune();
    fineTune.remove(List.of("objective", "penalties", "clip", "earlyStopping"));
    ((ObjectNode) fineTune.get("schedule")).retain("kind", "floor");
    assertThat(RunJson.candidate(json).spec().fineTune()).isEqualTo(whole);
  }
}
