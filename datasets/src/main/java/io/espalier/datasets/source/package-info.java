/**
 * Must not split, shard or normalise. Readers of each format: bytes to examples that know who they
 * are.
 */
package io.espalier.datasets.source;
