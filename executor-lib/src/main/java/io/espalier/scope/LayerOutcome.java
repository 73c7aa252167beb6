package io.espalier.scope;

/**
 * What became of one layer.
 *
 * @param layer the operation's name
 * @param units prunable ones: weights or structures
 * @param requested how many the scope wanted pruned, before any bound
 * @param achieved how many are pruned
 * @param why empty where both agree, else the bound that forced another count
 */
public record LayerOutcome(String layer, int units, int requested, int achieved, String why)
    implements java.io.Serializable {}
