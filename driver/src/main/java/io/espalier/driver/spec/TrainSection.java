package io.espalier.driver.spec;

import io.espalier.train.LearningRate;
import io.espalier.train.OptimizerSpec;
import io.espalier.train.Recipe;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The sections {@code train} and {@code fineTune}. */
final class TrainSection {
  private static final List<String> MOMENTS = List.of("average", "restart");

  private TrainSection() {}

  /** How the baseline is trained. */
  static TrainSpec readTrain(Section s) {
    TrainSpec spec = read(s, TrainSpec.TRAIN_DEFAULTS, List.of("rounds", "dl4j-spark"));
    for (int kept : spec.keepEpochs()) {
      if (kept > spec.epochs()) {
        s.wrong("keepEpochs", "names epoch " + kept, "epochs from 1 to " + spec.epochs());
      }
    }
    return spec;
  }

  /** How each candidate is fine-tuned. */
  static TrainSpec readFineTune(Section s) {
    TrainSpec spec = read(s, TrainSpec.FINE_TUNE_DEFAULTS, List.of("rounds"));
    if (!spec.keepEpochs().isEmpty()) {
      s.wrong(
          "keepEpochs", "is " + spec.keepEpochs(), "none: only the baseline's are kept, by train");
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
            Recipe.plain(
                optimizer(s.section("optimizer"), d.optimizer()),
                schedule(s.section("schedule"), d.schedule())),
            s.choice("moments", d.moments(), MOMENTS),
            s.choice("method", d.method(), methods),
            s.wholes("keepEpochs", d.keepEpochs()));
    s.close();
    return spec;
  }

  private static OptimizerSpec optimizer(Section s, OptimizerSpec d) {
    OptimizerSpec spec =
        new OptimizerSpec(
            OptimizerSpec.Kind.valueOf(
                s.choice("kind", word(d.kind()), words(OptimizerSpec.Kind.values()))
                    .toUpperCase(Locale.ROOT)),
            s.positive("learningRate", d.learningRate()),
            s.share("momentum", d.momentum()),
            s.share("beta1", d.beta1()),
            s.share("beta2", d.beta2()),
            s.positive("epsilon", d.epsilon()),
            s.notNegative("l2", d.l2()),
            s.notNegative("weightDecay", d.weightDecay()));
    if (spec.weightDecay() > 0 && spec.kind() != OptimizerSpec.Kind.ADAMW) {
      s.wrong("weightDecay", "is for adamw alone", "l2 with kind " + word(spec.kind()));
    }
    s.close();
    return spec;
  }

  private static LearningRate schedule(Section s, LearningRate d) {
    LearningRate rate =
        new LearningRate(
            LearningRate.Kind.valueOf(
                s.choice("kind", word(d.kind()), words(LearningRate.Kind.values()))
                    .toUpperCase(Locale.ROOT)),
            s.number("floor", d.floor(), v -> v >= 0 && v <= 1, "a share in [0, 1]"));
    s.close();
    return rate;
  }

  static Map<String, Object> write(TrainSpec t) {
    Map<String, Object> optimizer = new LinkedHashMap<>();
    optimizer.put("kind", word(t.optimizer().kind()));
    optimizer.put("learningRate", t.optimizer().learningRate());
    optimizer.put("momentum", t.optimizer().momentum());
    optimizer.put("beta1", t.optimizer().beta1());
    optimizer.put("beta2", t.optimizer().beta2());
    optimizer.put("epsilon", t.optimizer().epsilon());
    optimizer.put("l2", t.optimizer().l2());
    optimizer.put("weightDecay", t.optimizer().weightDecay());
    Map<String, Object> schedule = new LinkedHashMap<>();
    schedule.put("kind", word(t.schedule().kind()));
    schedule.put("floor", t.schedule().floor());
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("epochs", t.epochs());
    all.put("batchSize", t.batchSize());
    all.put("averageEvery", t.averageEvery());
    all.put("evaluateEvery", t.evaluateEvery());
    all.put("optimizer", optimizer);
    all.put("schedule", schedule);
    all.put("moments", t.moments());
    all.put("method", t.method());
    all.put("keepEpochs", t.keepEpochs());
    return all;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static List<String> words(Enum<?>[] constants) {
    return Arrays.stream(constants).map(TrainSection::word).toList();
  }
}
