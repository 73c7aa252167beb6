/**
 * Must not look at how Spark cut its input. The keys that place a record, and the exact stratified
 * cut of validation and test from train.
 */
package io.espalier.datasets.split;
