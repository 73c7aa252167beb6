package io.espalier.driver;

import io.espalier.train.Trainer;

/**
 * How a model does on one split.
 *
 * @param split {@code test}, {@code validation} or {@code train}
 * @param sparsity zeros among the prunable weights, share
 */
public record Evaluation(String model, String split, Trainer.Score score, double sparsity) {}
