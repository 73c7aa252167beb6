/**
 * Must not train, prune or print. From a data specification to three splits of cached shards, and
 * what can be said of the data before Spark starts.
 */
package io.espalier.datasets;
