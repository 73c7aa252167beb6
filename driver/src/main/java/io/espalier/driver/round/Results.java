package io.espalier.driver.round;

import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.CandidateResult.Layer;
import io.espalier.driver.spec.PruneSpec;
import io.espalier.mask.Mask;
import io.espalier.measure.Cost;
import io.espalier.measure.Digest;
import io.espalier.model.Network;
import io.espalier.scope.LayerOutcome;
import io.espalier.train.Trainer;
import java.util.List;

/** Makes a candidate's result of what its rounds left on the driver. */
public final class Results {
  private final Network network;
  private final Cost dense;

  public Results(Network network) {
    this.network = network;
    this.dense = Cost.of(network);
  }

  /** A candidate that never began has a full mask's figures and no accuracy. */
  public CandidateResult of(CandidateRun run) {
    Mask mask = run.mask() == null ? Mask.full(network.size()) : run.mask();
    Cost left = Cost.of(network, mask);
    Trainer.Score score = run.score();
    boolean scored = score.examples() > 0;
    return new CandidateResult(
        run.plan().spec(),
        run.status(),
        run.reason(),
        run.stack(),
        target(run),
        run.pruned() == null ? 0 : run.pruned().sparsity(),
        (double) dense.parameters() / left.parameters(),
        (double) dense.flops() / left.flops(),
        run.accuracyPruned(),
        scored ? score.accuracy() : Double.NaN,
        scored ? score.loss() : Double.NaN,
        left.parameters(),
        left.flops(),
        4L * network.size(),
        Cost.bytes(network, mask),
        run.diary().bytes(),
        run.diary().cpuSeconds(),
        run.diary().seconds(),
        layers(run),
        run.diary().rounds(),
        run.state() == null ? "" : Digest.of(run.values()),
        mask.sha256(),
        false);
  }

  private static double target(CandidateRun run) {
    PruneSpec spec = run.plan().spec().prune();
    if (spec.threshold() == null && spec.budget() == null && spec.scoped().shares()) {
      return spec.sparsity();
    }
    return run.pruned() == null
        ? Double.NaN
        : (double) run.pruned().requested() / run.pruned().prunable();
  }

  private static List<Layer> layers(CandidateRun run) {
    if (run.pruned() == null) {
      return List.of();
    }
    return run.pruned().layers().stream().map(l -> layer(run, l)).toList();
  }

  private static Layer layer(CandidateRun run, LayerOutcome l) {
    return new Layer(
        l.layer(),
        l.units(),
        (double) l.requested() / l.units(),
        (double) l.achieved() / l.units(),
        l.why(),
        run.agreement().getOrDefault(l.layer(), 1.0));
  }
}
