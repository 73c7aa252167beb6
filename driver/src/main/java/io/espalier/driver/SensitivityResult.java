package io.espalier.driver;

import io.espalier.scope.Sensitivity;
import java.util.List;

/**
 * What a sensitivity scan says of a network.
 *
 * @param folder where its files are
 * @param criterion that the scores came from
 * @param scan accuracies by layer and sparsity
 * @param layers what each is to lose, in Network order
 * @param total the share that all of them lose together
 * @param drop of accuracy, estimated: the sum of the layers'
 * @param yaml the layers' sparsities as they are pasted into a configuration
 */
public record SensitivityResult(
    String folder,
    String criterion,
    Sensitivity scan,
    List<Layer> layers,
    double total,
    double drop,
    String yaml) {
  /**
   * One layer.
   *
   * @param units that it has
   * @param sparsity share that it is to lose
   * @param drop of accuracy that this alone costs, estimated
   */
  public record Layer(String name, int units, double sparsity, double drop) {}
}
