package io.espalier.statistic;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.shard.Batch;
import io.espalier.train.Trainer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Gathers several statistics of one state on one shard: one pass for each way of sampling it. */
public final class Gathering {
  private final Network network;
  private final float[] survivors;
  private final Mask mask;
  private final Trainer trainer;

  public Gathering(Network network, float[] survivors, Mask mask, Trainer trainer) {
    this.network = network;
    this.survivors = survivors;
    this.mask = mask;
    this.trainer = trainer;
  }

  /**
   * Gathers them.
   *
   * @param batchSize of the candidate's fine-tuning
   * @param batches a sampling's batches of the shard
   * @return in the order given
   */
  public List<Sums> of(
      List<Statistic> statistics, int batchSize, Function<Sampling, Iterator<Batch>> batches) {
    Map<Sampling, List<Integer>> passes = new LinkedHashMap<>();
    for (int s = 0; s < statistics.size(); s++) {
      passes.computeIfAbsent(statistics.get(s).sampling(batchSize), k -> new ArrayList<>()).add(s);
    }
    Sums[] sums = new Sums[statistics.size()];
    Trainer.Probe probe = trainer.probe(survivors, mask);
    passes.forEach(
        (sampling, members) -> {
          List<Accumulator> own =
              members.stream().map(m -> statistics.get(m).accumulator(network, mask)).toList();
          long examples = 0;
          long count = 0;
          for (Iterator<Batch> all = batches.apply(sampling); all.hasNext(); count++) {
            Batch batch = all.next();
            examples += batch.size();
            Glance glance = new Look(batch, probe);
            own.forEach(accumulator -> accumulator.add(glance));
          }
          for (int m = 0; m < own.size(); m++) {
            sums[members.get(m)] = new Sums(own.get(m).sums(), examples, count);
          }
        });
    return List.of(sums);
  }

  private final class Look implements Glance {
    private final Batch batch;
    private final Trainer.Probe probe;
    private final Map<String, float[]> inputs = new LinkedHashMap<>();
    private float[] gradient;

    Look(Batch batch, Trainer.Probe probe) {
      this.batch = batch;
      this.probe = probe;
    }

    @Override
    public Network network() {
      return network;
    }

    @Override
    public Mask mask() {
      return mask;
    }

    @Override
    public float[] survivors() {
      return survivors;
    }

    @Override
    public Batch batch() {
      return batch;
    }

    @Override
    public float[] gradient() {
      if (gradient == null) {
        gradient = probe.gradientSum(batch);
      }
      return gradient;
    }

    @Override
    public float[] input(String operation) {
      return inputs.computeIfAbsent(operation, o -> probe.input(o, batch));
    }
  }
}
