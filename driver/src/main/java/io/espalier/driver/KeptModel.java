package io.espalier.driver;

import io.espalier.driver.round.Subject;
import io.espalier.mask.Mask;

/**
 * What is left of a candidate.
 *
 * @param subject what the survivors are values of
 * @param mask over the run's network
 */
record KeptModel(Subject subject, float[] survivors, Mask mask) {}
