/**
 * Must not normalise. The one shuffle that makes examples into fixed shards, and what is summed up
 * of each shard once it is there.
 */
package io.espalier.datasets.shard;
