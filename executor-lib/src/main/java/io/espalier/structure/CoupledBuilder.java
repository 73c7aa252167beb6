package io.espalier.structure;

import io.espalier.structure.DependencyGraph.Coupled;
import io.espalier.structure.DependencyGraph.Place;
import java.util.ArrayList;
import java.util.List;

/** A coupled channel while its places are collected. */
final class CoupledBuilder {
  final List<Place> producers = new ArrayList<>();
  final List<Place> dependents = new ArrayList<>();
  final List<Place> consumers = new ArrayList<>();

  Coupled build() {
    return new Coupled(producers, dependents, consumers);
  }
}
