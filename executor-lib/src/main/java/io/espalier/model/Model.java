package io.espalier.model;

/**
 * A network with its values.
 *
 * @param values as {@link Network#slots()} lays them out; not copied, not to be changed
 * @param trained whether the values come from training rather than from initialisation
 */
public record Model(Network network, float[] values, boolean trained) {
  public Model {
    if (values.length != network.size()) {
      throw new IllegalArgumentException(
          values.length + " values for a network of " + network.size());
    }
  }
}
