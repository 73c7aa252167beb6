/**
 * Must not compute scores or train: turns scores and a target into a mask with exact counts, over
 * the whole network, each layer, or by ERK densities.
 */
package io.espalier.scope;
