package io.espalier.driver;

import io.espalier.train.Trainer;

/**
 * A baseline that stands on disk.
 *
 * @param folder where it is kept; {@code model.zip} in it is the DL4J model
 * @param reused whether it was found rather than trained now
 * @param validation its score there
 * @param seconds that training took; 0 if reused
 */
public record TrainedBaseline(
    String folder, boolean reused, Trainer.Score validation, double seconds) {}
