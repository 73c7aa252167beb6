/**
 * Must not see validation or test. Fits the normalisation on the training shards in one distributed
 * pass.
 */
package io.espalier.datasets.normalize;
