/**
 * Must not be fast or train: a network in double precision, one batch at a time, for what the
 * kernels' single precision cannot give: second derivatives, and gradients over many magnitudes.
 */
package io.espalier.exact;
