package io.espalier.criterion;

import io.espalier.method.Registry;
import io.espalier.method.Registry.Entry;
import java.util.List;

/** The criteria by name: the one place where a new one is entered. */
public final class Criteria {
  public static final Registry<Criterion> REGISTRY =
      new Registry<>(
          "prune.criterion",
          List.of(
              new Entry<>(MagnitudeL1Criterion.METHOD, o -> new MagnitudeL1Criterion()),
              new Entry<>(MagnitudeL2Criterion.METHOD, o -> new MagnitudeL2Criterion()),
              new Entry<>(SnipCriterion.METHOD, o -> new SnipCriterion()),
              new Entry<>(TaylorCriterion.METHOD, TaylorCriterion::new),
              new Entry<>(FisherCriterion.METHOD, FisherCriterion::new),
              new Entry<>(WandaCriterion.METHOD, WandaCriterion::new),
              new Entry<>(ApozCriterion.METHOD, ApozCriterion::new),
              new Entry<>(MeanActivationCriterion.METHOD, MeanActivationCriterion::new),
              new Entry<>(BnScaleCriterion.METHOD, o -> new BnScaleCriterion()),
              new Entry<>(FpgmCriterion.METHOD, o -> new FpgmCriterion()),
              new Entry<>(LampCriterion.METHOD, o -> new LampCriterion()),
              new Entry<>(GraspCriterion.METHOD, GraspCriterion::new),
              new Entry<>(SynFlowCriterion.METHOD, SynFlowCriterion::new),
              new Entry<>(ObdCriterion.METHOD, ObdCriterion::new),
              new Entry<>(WoodFisherCriterion.METHOD, WoodFisherCriterion::new),
              new Entry<>(SparseGptCriterion.METHOD, SparseGptCriterion::new),
              new Entry<>(MovementCriterion.METHOD, o -> new MovementCriterion()),
              new Entry<>(RandomCriterion.METHOD, o -> new RandomCriterion())));

  private Criteria() {}
}
