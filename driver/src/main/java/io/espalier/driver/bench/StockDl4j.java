package io.espalier.driver.bench;

import io.espalier.model.Shape;
import io.espalier.model.dl4j.Dl4jNetwork;
import io.espalier.shard.Batch;
import io.espalier.train.OptimizerSpec;
import java.util.List;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * DL4J as it is: its own {@code fit} with its own updater, the mask multiplied onto the parameters
 * after each step. Batches lie in its own arrays before the clock runs.
 */
final class StockDl4j implements Slices.Side {
  private final MultiLayerNetwork network;
  private final List<DataSet> batches;
  private final INDArray keep;
  private int next;

  /** A training of a chain of layers. */
  StockDl4j(Subject subject, List<Batch> batches, OptimizerSpec optimizer) {
    try (Dl4jNetwork lowered = new Dl4jNetwork(subject.network(), true)) {
      if (subject.sparsity() == 0) {
        keep = null;
      } else {
        float[] ones = new float[subject.network().size()];
        for (int i = 0; i < ones.length; i++) {
          ones[i] = subject.mask().survives(i) ? 1 : 0;
        }
        lowered.setValues(ones);
        keep = ((MultiLayerNetwork) lowered.model()).params().dup();
      }
      lowered.setValues(subject.pruned());
      network =
          new TransferLearning.Builder((MultiLayerNetwork) lowered.model())
              .fineTuneConfiguration(
                  new FineTuneConfiguration.Builder()
                      .updater(new Nesterovs(optimizer.learningRate(), optimizer.momentum()))
                      .build())
              .build();
    }
    Shape shape = Dl4jNetwork.takes(subject.network());
    this.batches = batches.stream().map(b -> dataSet(b, shape, subject)).toList();
  }

  private static DataSet dataSet(Batch b, Shape shape, Subject subject) {
    long[] extents =
        LongStream.concat(
                LongStream.of(b.size()), shape.dims().stream().mapToLong(Integer::longValue))
            .toArray();
    int classes = subject.network().classes();
    float[] hot = new float[b.size() * classes];
    for (int i = 0; i < b.size(); i++) {
      hot[i * classes + b.labels()[i]] = 1;
    }
    return new DataSet(Nd4j.create(b.features(), extents), Nd4j.create(hot, b.size(), classes));
  }

  @Override
  public void run(int count) {
    for (int i = 0; i < count; i++) {
      network.fit(batches.get(next));
      if (keep != null) {
        network.params().muli(keep);
      }
      next = (next + 1) % batches.size();
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
