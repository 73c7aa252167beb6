package io.espalier.model;

import java.io.Serializable;

/**
 * A named tensor of a network.
 *
 * @param name operation's name, a dot, the parameter's: {@code conv1.weight}
 * @param shape dense {@code [out, in]}, convolution {@code [out, in / groups, kH, kW]}, else {@code
 *     [n]}; values are row-major
 * @param role what it is for
 */
public record Parameter(String name, Shape shape, Role role) implements Serializable {}
