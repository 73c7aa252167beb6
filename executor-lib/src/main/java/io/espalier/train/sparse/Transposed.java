package io.espalier.train.sparse;

/**
 * A sparse layer's survivors along its inputs: for every border class and input channel what reads
 * a pixel of that class there.
 *
 * @param columns where each class's channels begin, {@code [classes][in + 1]}
 * @param off each entry's offset in the output's gradient
 * @param at each entry's survivor; of a convolution its place in {@code order}
 * @param order a convolution's survivors by input channel; null for a dense layer
 * @param channels where each channel begins there, {@code [in + 1]}; null for a dense layer
 */
record Transposed(int[] columns, int[] off, int[] at, int[] order, int[] channels) {}
