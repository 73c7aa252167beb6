package io.espalier.driver;

import io.espalier.train.Trainer;

/**
 * How a model does on one split.
 *
 * @param split {@code test}, {@code validation} or {@code train}
 * @param sparsity zeros among the prunable weights, share
 * @param ownPreprocessing whether the model's file says how its inputs are normalised and its
 *     classes and channels ordered, and this was done; else the data's training split decided
 */
public record Evaluation(
    String model, String split, Trainer.Score score, double sparsity, boolean ownPreprocessing) {}
