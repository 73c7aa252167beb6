package io.espalier.driver.spec;

import io.espalier.train.EarlyStopping;
import io.espalier.train.Objective;
import io.espalier.train.Penalties;
import io.espalier.train.Recipe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sections {@code train} and {@code fineTune}. */
final class TrainSection {
  private static final List<String> MOMENTS = List.of("average", "restart");
  private static final String DL4J_SPARK = "dl4j-spark";

  private TrainSection() {}

  /** How the baseline is trained. */
  static TrainSpec readTrain(Section s) {
    TrainSpec spec = read(s, TrainSpec.TRAIN_DEFAULTS, List.of("rounds", DL4J_SPARK));
    for (int kept : spec.keepEpochs()) {
      if (kept > spec.epochs()) {
        s.wrong("keepEpochs", "names epoch " + kept, "epochs from 1 to " + spec.epochs());
      }
    }
    if (spec.recipe().objective().taught()) {
      s.wrong("distillation", "is for fineTune: the baseline is the teacher", "alpha: 0");
    }
    if (spec.earlyStopping().active()) {
      s.wrong("earlyStopping", "is for fineTune: only candidates stop early", "patience: 0");
    }
    if (spec.method().equals(DL4J_SPARK)) {
      checkDl4jSpark(s, spec.recipe());
    }
    return spec;
  }

  /** What dl4j-spark does not do is not left out in silence. */
  private static void checkDl4jSpark(Section s, Recipe recipe) {
    String expected = "method: rounds, or none of it";
    if (recipe.objective().kind() != Objective.PLAIN.kind()) {
      s.wrong("loss", "is not known to method dl4j-spark", expected);
    }
    if (recipe.objective().smoothing() != Objective.PLAIN.smoothing()) {
      s.wrong("labelSmoothing", "is not known to method dl4j-spark", expected);
    }
    if (!recipe.penalties().equals(Penalties.NONE)) {
      s.wrong("penalties", "are not known to method dl4j-spark", expected);
    }
    if (recipe.clip() > 0) {
      s.wrong("clip", "is not known to method dl4j-spark", expected);
    }
  }

  /** How each candidate is fine-tuned. */
  static TrainSpec readFineTune(Section s) {
    TrainSpec spec = read(s, TrainSpec.FINE_TUNE_DEFAULTS, List.of("rounds"));
    if (!spec.keepEpochs().isEmpty()) {
      s.wrong(
          "keepEpochs", "is " + spec.keepEpochs(), "none: only the baseline's are kept, by train");
    }
    if (spec.earlyStopping().active() && spec.evaluateEvery() == 0) {
      s.wrong(
          "earlyStopping",
          "counts evaluations, but evaluateEvery is 0",
          "evaluateEvery from 1, or patience: 0");
    }
    return spec;
  }

  private static TrainSpec read(Section s, TrainSpec d, List<String> methods) {
    TrainSpec spec =
        new TrainSpec(
            s.whole("epochs", d.epochs(), 1),
            s.whole("batchSize", d.batchSize(), 1),
            s.wholeOr("epoch", "averageEvery", d.averageEvery()),
            s.whole("evaluateEvery", d.evaluateEvery(), 0),
            RecipeSection.read(s, d.recipe()),
            earlyStopping(s.section("earlyStopping"), d.earlyStopping()),
            s.choice("moments", d.moments(), MOMENTS),
            s.choice("method", d.method(), methods),
            s.wholes("keepEpochs", d.keepEpochs()));
    s.close();
    return spec;
  }

  private static EarlyStopping earlyStopping(Section s, EarlyStopping d) {
    EarlyStopping spec =
        new EarlyStopping(s.whole("patience", d.patience(), 0), s.share("minDelta", d.minDelta()));
    s.close();
    return spec;
  }

  static Map<String, Object> write(TrainSpec t) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("epochs", t.epochs());
    all.put("batchSize", t.batchSize());
    all.put("averageEvery", t.averageEvery());
    all.put("evaluateEvery", t.evaluateEvery());
    RecipeSection.write(t.recipe(), all);
    Map<String, Object> earlyStopping = new LinkedHashMap<>();
    earlyStopping.put("patience", t.earlyStopping().patience());
    earlyStopping.put("minDelta", t.earlyStopping().minDelta());
    all.put("earlyStopping", earlyStopping);
    all.put("moments", t.moments());
    all.put("method", t.method());
    all.put("keepEpochs", t.keepEpochs());
    return all;
  }
}
