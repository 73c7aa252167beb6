package io.espalier.driver.sizing;

import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.train.TrainerKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;

/**
 * What a step costs on one core, as it was measured: {@code costs.csv} has picoseconds of training
 * an example, forward, backward and update, by multiply-add of the dense layer, at some densities.
 * Between them it is linear, below the lowest it goes to 0 with the density.
 */
final class StepCosts {
  private static final StepCosts SPARSE = new StepCosts("sparse");
  private static final StepCosts DL4J = new StepCosts("dl4j");

  /** A third of training is the forward pass. */
  private static final double FORWARD = 1.0 / 3;

  private final TreeMap<Double, Double> dense = new TreeMap<>();
  private final TreeMap<Double, Double> convolution = new TreeMap<>();

  private StepCosts(String engine) {
    for (String line : lines()) {
      String[] cells = line.split(",", -1);
      if (cells[0].equals(engine)) {
        TreeMap<Double, Double> of = cells[1].equals("dense") ? dense : convolution;
        of.put(Double.valueOf(cells[2]), Double.valueOf(cells[3]));
      }
    }
  }

  static StepCosts of(TrainerKind trainer) {
    return trainer == TrainerKind.DL4J ? DL4J : SPARSE;
  }

  private static List<String> lines() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                StepCosts.class.getResourceAsStream("costs.csv"), StandardCharsets.UTF_8))) {
      return in.lines().filter(l -> !l.startsWith("#")).skip(1).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Seconds of training one example.
   *
   * @param density share of the weights that survive, alike in all layers
   */
  double training(Network network, double density) {
    double picos = 0;
    for (Network.Slot s : network.prunable()) {
      Operation o = s.operation();
      boolean image = o.output().rank() == 3;
      long positions = image ? (long) o.output().dim(1) * o.output().dim(2) : 1;
      picos += s.size() * positions * at(image ? convolution : dense, density);
    }
    return picos * 1e-12;
  }

  /** Seconds of one example's way to the logits. */
  double forward(Network network, double density) {
    return FORWARD * training(network, density);
  }

  private static double at(TreeMap<Double, Double> costs, double density) {
    var above = costs.ceilingEntry(density);
    var below = costs.floorEntry(density);
    if (above == null) {
      return costs.lastEntry().getValue();
    }
    double from = below == null ? 0 : below.getKey();
    double low = below == null ? 0 : below.getValue();
    return above.getKey() == from
        ? low
        : low + (above.getValue() - low) * (density - from) / (above.getKey() - from);
  }
}
