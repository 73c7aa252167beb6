/**
 * Must not score or choose: what can be removed from a network as one unit, what depends on it, and
 * the smaller network that is left.
 */
package io.espalier.structure;
