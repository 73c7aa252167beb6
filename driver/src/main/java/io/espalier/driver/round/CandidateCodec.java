package io.espalier.driver.round;

import io.espalier.driver.plan.CandidatePlan;
import io.espalier.driver.spec.PruneSpec;
import io.espalier.dynamics.MaskHistory;
import io.espalier.dynamics.Splice;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.scope.LayerOutcome;
import io.espalier.scope.Pruned;
import io.espalier.train.TrainerKind;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Candidates that are on their way, as bytes: the magic {@code ESPC}, version 1, how many, and each
 * with its id. What follows from the plan and the mask (a smaller network, how a shadow is trained)
 * is made again. A result's bits do not depend on whether a candidate has been written and read.
 */
public final class CandidateCodec {
  private static final int MAGIC = 0x45535043;
  private static final int VERSION = 1;

  private final Network network;
  private final Scoring scoring;

  public CandidateCodec(Network network, TrainerKind kind) {
    this.network = network;
    this.scoring = new Scoring(network, kind);
  }

  /**
   * Writes candidates that have begun.
   *
   * @throws IOException if the stream does
   */
  public void write(List<CandidateRun> runs, DataOutputStream to) throws IOException {
    StateWriter out = new StateWriter(to);
    out.header(MAGIC, VERSION);
    out.whole(runs.size());
    for (CandidateRun run : runs) {
      out.text(run.id());
      run.write(out);
    }
  }

  /**
   * Reads them.
   *
   * @param plans by id
   * @throws IOException if it is something else, or of another version
   */
  public List<CandidateRun> read(Map<String, CandidatePlan> plans, DataInputStream from)
      throws IOException {
    StateReader in = new StateReader(from);
    in.header(MAGIC, VERSION, "states");
    List<CandidateRun> runs = new ArrayList<>();
    for (int left = in.whole(); left > 0; left--) {
      String id = in.text();
      CandidatePlan plan = plans.get(id);
      if (plan == null) {
        throw new IOException("candidate " + id + " is not planned");
      }
      runs.add(
          CandidateRun.read(
              plan, Turns.layers(network, plan), mask -> smaller(plan.spec().prune(), mask), in));
    }
    return runs;
  }

  /** What is left under a mask of the run's network, where the granularity leaves a smaller one. */
  public Subject smaller(PruneSpec spec, Mask mask) {
    return scoring.subject(spec, mask);
  }

  static void write(StateWriter out, Splice splice) throws IOException {
    out.texts(splice.layers());
    for (double t : splice.thresholds()) {
      out.number(t);
    }
  }

  static Splice splice(StateReader in) throws IOException {
    List<String> layers = in.texts();
    List<Double> thresholds = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      thresholds.add(in.number());
    }
    return new Splice(layers, thresholds);
  }

  static void write(StateWriter out, MaskHistory history) throws IOException {
    out.whole(history.masks().size());
    for (Mask drawn : history.masks()) {
      out.mask(drawn);
    }
  }

  static void read(StateReader in, MaskHistory history) throws IOException {
    for (int left = in.whole(); left > 0; left--) {
      history.add(in.mask());
    }
  }

  static void write(StateWriter out, Pruned pruned) throws IOException {
    out.mask(pruned.mask());
    out.whole(pruned.prunable());
    out.whole(pruned.requested());
    out.whole(pruned.achieved());
    out.text(pruned.why());
    out.whole(pruned.layers().size());
    for (LayerOutcome l : pruned.layers()) {
      out.text(l.layer());
      out.whole(l.units());
      out.whole(l.requested());
      out.whole(l.achieved());
      out.text(l.why());
    }
  }

  static Pruned pruned(StateReader in) throws IOException {
    Mask mask = in.mask();
    int prunable = in.whole();
    int requested = in.whole();
    int achieved = in.whole();
    String why = in.text();
    List<LayerOutcome> layers = new ArrayList<>();
    for (int left = in.whole(); left > 0; left--) {
      layers.add(new LayerOutcome(in.text(), in.whole(), in.whole(), in.whole(), in.text()));
    }
    return new Pruned(mask, prunable, requested, achieved, why, List.copyOf(layers));
  }

  static void write(StateWriter out, Map<String, Double> agreement) throws IOException {
    out.whole(agreement.size());
    for (Map.Entry<String, Double> layer : agreement.entrySet()) {
      out.text(layer.getKey());
      out.number(layer.getValue());
    }
  }

  static Map<String, Double> agreement(StateReader in) throws IOException {
    Map<String, Double> agreement = new LinkedHashMap<>();
    for (int left = in.whole(); left > 0; left--) {
      agreement.put(in.text(), in.number());
    }
    return agreement;
  }
}
