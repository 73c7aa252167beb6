package io.espalier.train;

import java.io.Serializable;

/**
 * What a candidate carries from round to round: the values of what survives, and the optimizer's
 * moments for the same. It means something only together with the candidate's mask.
 *
 * @param values of the mask's survivors, ascending by index
 * @param moments the optimizer's state vectors, each as long as {@code values}; none after a
 *     restart
 * @param step optimizer steps taken so far; bias correction and learning-rate schedule continue
 *     from it
 */
public record ReplicaState(float[] values, float[][] moments, long step) implements Serializable {}
