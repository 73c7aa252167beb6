package io.espalier.measure;

/**
 * One layer as {@code espalier inspect} prints it.
 *
 * @param kind the operation's kind, or an opaque layer's own class name
 * @param shapes its parameters with their shapes
 * @param why it is not pruned; empty if it is
 * @param parameters trained values
 * @param flops multiply-adds an example
 */
public record LayerInfo(
    String name,
    String kind,
    String shapes,
    boolean prunable,
    String why,
    long parameters,
    long flops) {}
