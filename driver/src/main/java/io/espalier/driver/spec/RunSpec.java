package io.espalier.driver.spec;

import io.espalier.datasets.DataSpec;
import io.espalier.train.TrainerKind;
import java.util.List;
import java.util.Map;

/**
 * A whole run, validated.
 *
 * @param name of the run folder's first part
 * @param seed fixes, with configuration and shard counts, every result bit for bit
 * @param search YAML key ({@code prune.sparsity}) to the values that span the grid: numbers,
 *     strings, lists or maps
 * @param controls {@code default} or {@code none}
 * @param trainer who does the arithmetic
 * @param configHash first 12 hex digits of the SHA-256 of the resolved YAML without {@code name},
 *     {@code budget} and {@code execution}, which change no candidate's result
 * @param yaml the resolved configuration, as it is written to the run folder
 */
public record RunSpec(
    String name,
    long seed,
    DataSpec data,
    ModelSpec model,
    TrainSpec train,
    PruneSpec prune,
    TrainSpec fineTune,
    Map<String, List<Object>> search,
    String controls,
    TrainerKind trainer,
    ObjectiveSpec objective,
    BudgetSpec budget,
    ExecutionSpec execution,
    String configHash,
    String yaml) {

  /**
   * Where the network comes from: exactly one of zoo and path.
   *
   * @param zoo name in the zoo, else empty
   * @param path of a DL4J zip or Keras HDF5 file, else empty
   * @param strict refuse layers that cannot be pruned rather than keep them dense
   * @param trained whether an imported model is taken as trained
   */
  public record ModelSpec(String zoo, String path, boolean strict, boolean trained) {
    public static final ModelSpec DEFAULTS = new ModelSpec("lenet-300-100", "", false, true);
  }

  /**
   * What "best" means.
   *
   * @param kind {@code sparsest} within maxAccuracyDrop, {@code most-accurate} at minSparsity, or
   *     {@code knee}
   * @param maxAccuracyDrop share in [0, 1] below the baseline's validation accuracy
   * @param minSparsity share in [0, 1)
   */
  public record ObjectiveSpec(String kind, double maxAccuracyDrop, double minSparsity) {
    public static final ObjectiveSpec DEFAULTS = new ObjectiveSpec("sparsest", 0.01, 0);
  }

  /**
   * Where a run ends early, and what it keeps.
   *
   * @param maxMinutes ends with the best so far; 0: no limit
   * @param keepModels {@code pareto} or {@code all}
   */
  public record BudgetSpec(double maxMinutes, String keepModels) {
    public static final BudgetSpec DEFAULTS = new BudgetSpec(0, "pareto");
  }

  /**
   * What fits where; changes no result.
   *
   * @param waveMegabytes a wave's states: bounds broadcast and driver memory
   * @param shuffleAboveMegabytes states of one candidate above which averages go by a shuffle
   * @param checkpointEveryRounds of a wave, beside the one at its end; 0: none
   */
  public record ExecutionSpec(
      int waveMegabytes, int shuffleAboveMegabytes, int checkpointEveryRounds) {
    public static final ExecutionSpec DEFAULTS = new ExecutionSpec(256, 64, 1);
  }
}
