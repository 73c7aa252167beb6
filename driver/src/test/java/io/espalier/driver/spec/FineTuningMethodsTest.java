package io.espalier.driver.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Option;
import io.espalier.train.FineTuningMethods;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FineTuningMethodsTest {
  @Test
  void areListedByTheirNames() {
    assertThat(FineTuningMethods.all())
        .allMatch(m -> m.kind() == Kind.FINE_TUNING && !m.summary().isEmpty())
        .extracting(Method::name)
        .containsExactly(
            "constant",
            "linear",
            "step",
            "cosine",
            "one-cycle",
            "warm-up",
            "early-stopping",
            "distillation",
            "label-smoothing",
            "squared-error",
            "l1",
            "l2",
            "group-lasso",
            "bn-scale-penalty",
            "clipping");
  }

  /** An option is a key of the configuration, and its default the one written there. */
  @Test
  void theirOptionsAreKeysWithTheSameDefaults() {
    Map<String, Object> written = TrainSection.write(TrainSpec.FINE_TUNE_DEFAULTS);
    // Those that are not written, so that candidates keep the names that they had before them.
    assertThat(written.put("loss", "cross-entropy")).isNull();
    @SuppressWarnings("unchecked")
    Map<String, Object> distillation = (Map<String, Object>) written.get("distillation");
    assertThat(distillation.put("until", 1.0)).isNull();
    for (Method method : FineTuningMethods.all()) {
      for (Option option : method.options()) {
        Object found = written;
        for (String key : List.of(option.name().split("\\."))) {
          found = ((Map<?, ?>) found).get(key);
        }
        assertThat(found).as(option.name()).hasToString(option.standard().toString());
        assertThat(option.allows(option.standard())).as(option.name()).isTrue();
      }
    }
  }
}
