/**
 * Must not rank anything: sums over training examples that criteria need, gathered shard by shard
 * and added in shard order.
 */
package io.espalier.statistic;
