/**
 * Never knows of shards that are elsewhere: fine-tuning, scoring and evaluation of one replica on
 * one machine, behind {@link io.espalier.train.Trainer}.
 */
package io.espalier.train;
