/**
 * Must not touch networks or masks: what happens to a candidate at the beginning of which of its
 * rounds, all of it known before the first.
 */
package io.espalier.schedule;
