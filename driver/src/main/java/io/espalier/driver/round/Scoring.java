package io.espalier.driver.round;

import io.espalier.criterion.Criterion;
import io.espalier.criterion.Evidence;
import io.espalier.driver.spec.PruneSpec;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.scope.Pruner;
import io.espalier.statistic.Carried;
import io.espalier.statistic.Statistic;
import io.espalier.statistic.Sums;
import io.espalier.structure.Compact;
import io.espalier.structure.Granularity;
import io.espalier.structure.Stratum;
import io.espalier.structure.Units;
import io.espalier.train.Survivors;
import io.espalier.train.TrainerKind;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Scores a candidate's units. What is left of its network may be a smaller one: criteria look at
 * that, and their scores come back to the run's own units, in which targets are counted.
 */
final class Scoring {
  private final Network network;
  private final TrainerKind kind;
  private final Map<Granularity, Units> units = new ConcurrentHashMap<>();

  Scoring(Network network, TrainerKind kind) {
    this.network = network;
    this.kind = kind;
  }

  /** The units of the run's network. */
  Units units(PruneSpec spec) {
    return units.computeIfAbsent(spec.grain(), g -> g.units(network));
  }

  /** The network that is left of a candidate. */
  Network left(CandidateRun run) {
    return run.subject().network(network);
  }

  /** What a mask leaves of the run's network. */
  Subject subject(PruneSpec spec, Mask mask) {
    if (!spec.grain().shrinks()) {
      return Subject.of(mask);
    }
    Compact left = Compact.of(network, mask);
    return left.network() == network
        ? Subject.of(mask)
        : new Subject(Arithmetic.of(left.network(), kind), left.mask());
  }

  /** What a candidate's criterion may look at. */
  Evidence evidence(CandidateRun run, Map<Statistic, Sums> sums, double sparsity, long seed) {
    Network left = left(run);
    PruneSpec spec = run.plan().spec().prune();
    Mask seen = run.observedSubject().mask();
    boolean dense = run.shadow().isPresent();
    return new Evidence(
        left,
        seen,
        dense ? run.dense() : Survivors.scatter(seen, run.survivors()),
        left == network ? units(spec) : spec.grain().units(left),
        dense ? withCarried(sums, run.carried()) : sums,
        sparsity,
        seed);
  }

  private static Map<Statistic, Sums> withCarried(Map<Statistic, Sums> sums, float[] row) {
    double[] scores = new double[row.length];
    for (int i = 0; i < row.length; i++) {
      scores[i] = row[i];
    }
    Map<Statistic, Sums> all = new LinkedHashMap<>(sums);
    all.put(new Carried(), new Sums(scores, 0, 0));
    return all;
  }

  /** Scores by the run's units; those of units that are gone mean nothing. */
  double[] scores(CandidateRun run, Criterion criterion, Evidence evidence) {
    PruneSpec spec = run.plan().spec().prune();
    double[] found = criterion.score(evidence, spec.grain().aggregation());
    Units own = units(spec);
    return evidence.network() == network
        ? found
        : spread(found, evidence.units(), own, own.gone(run.mask()));
  }

  /** A stratum's survivors are, in order, the units of the smaller network's of that name. */
  private static double[] spread(double[] found, Units left, Units own, BitSet gone) {
    double[] all = new double[own.size()];
    for (Stratum from : left.strata()) {
      Stratum to =
          own.strata().stream().filter(s -> s.name().equals(from.name())).findFirst().orElseThrow();
      int u = gone.nextClearBit(to.offset());
      for (int f = from.offset(); f < from.end(); f++) {
        if (u >= to.end()) {
          throw new IllegalStateException(
              from.name() + " has more units than survive of it: " + Arrays.toString(all));
        }
        all[u] = found[f];
        u = gone.nextClearBit(u + 1);
      }
    }
    return all;
  }

  /**
   * The units that go, where the granularity itself says which compete.
   *
   * @param scores by the run's units
   * @param keep layer names or globs that nothing is taken from
   */
  Optional<BitSet> chosen(PruneSpec spec, double[] scores, Mask before, List<String> keep) {
    return spec.grain().lowest(network, scores, before, Pruner.kept(network, keep));
  }

  /**
   * What survivors become to make up for what is pruned.
   *
   * @param evidence before
   * @param after over the run's network
   * @return all of the run's network's values; null if nothing changes
   */
  float[] compensated(Criterion criterion, Evidence evidence, Mask after) {
    if (evidence.network() != network) {
      return null; // the smaller network's values are the survivors as they are
    }
    float[] values = criterion.compensate(evidence, after);
    return values == evidence.values() ? null : values;
  }
}
