/**
 * Must not know networks, scores or training: which values survive, one bit each, with set algebra
 * and a file format.
 */
package io.espalier.mask;
