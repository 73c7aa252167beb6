package io.espalier.datasets;

import io.espalier.model.Shape;

/**
 * What of a data set is known before Spark starts.
 *
 * @param shape one example's, channels first
 * @param classes number of classes
 * @param trainExamples that the training source holds, before validation or test are cut from it;
 *     -1 where it is not known
 */
public record DataShape(Shape shape, int classes, int trainExamples) {}
