package io.espalier.driver.spec;

import io.espalier.train.EarlyStopping;
import io.espalier.train.LearningRate;
import io.espalier.train.OptimizerSpec;
import io.espalier.train.Recipe;
import java.io.Serializable;
import java.util.List;

/**
 * How parameters are trained: YAML sections {@code train} (the baseline) and {@code fineTune} (each
 * candidate).
 *
 * @param epochs passes over the training shards, at least 1
 * @param batchSize examples a step, at least 1
 * @param averageEvery batches a cell between two averagings, at least 1; 0, in YAML also {@code
 *     epoch}: once an epoch
 * @param evaluateEvery rounds between evaluations on validation, at least 1; 0: at each step's end
 * @param recipe how each step is taken
 * @param earlyStopping when a candidate ends before its last round
 * @param moments {@code average} (they travel) or {@code restart} (each round)
 * @param method {@code rounds} or {@code dl4j-spark}
 * @param keepEpochs the baseline's epochs whose state is kept, for {@code prune.from: epoch:K}
 */
public record TrainSpec(
    int epochs,
    int batchSize,
    int averageEvery,
    int evaluateEvery,
    Recipe recipe,
    EarlyStopping earlyStopping,
    String moments,
    String method,
    List<Integer> keepEpochs)
    implements Serializable {
  private static final Recipe STEPS =
      Recipe.plain(OptimizerSpec.DEFAULTS, new LearningRate(LearningRate.Kind.COSINE, 0));

  public static final TrainSpec TRAIN_DEFAULTS =
      new TrainSpec(10, 128, 0, 0, STEPS, EarlyStopping.NEVER, "average", "rounds", List.of());

  public static final TrainSpec FINE_TUNE_DEFAULTS =
      new TrainSpec(3, 128, 0, 0, STEPS, EarlyStopping.NEVER, "average", "rounds", List.of());

  public OptimizerSpec optimizer() {
    return recipe.optimizer();
  }

  public LearningRate schedule() {
    return recipe.schedule();
  }

  /** The same, keeping these epochs. */
  TrainSpec keeping(List<Integer> epochsKept) {
    return with(recipe, epochsKept);
  }

  /** The same without a teacher. */
  public TrainSpec untaught() {
    return with(recipe.untaught(), keepEpochs);
  }

  private TrainSpec with(Recipe otherRecipe, List<Integer> otherEpochs) {
    return new TrainSpec(
        epochs,
        batchSize,
        averageEvery,
        evaluateEvery,
        otherRecipe,
        earlyStopping,
        moments,
        method,
        otherEpochs);
  }

  /** Values of optimizer state that travel with each parameter. */
  public int travellingMoments() {
    return moments.equals("restart") ? 0 : optimizer().kind().moments();
  }
}
