package io.espalier.driver.dl4jspark;

import io.espalier.model.Shape;
import io.espalier.shard.Batch;
import io.espalier.shard.Batches;
import io.espalier.shard.Normalization;
import io.espalier.shard.Shard;
import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One epoch of a shard as DL4J's minibatches: features {@code [size, example]}, labels one-hot.
 *
 * @param example the shape in which the network takes one example
 */
record ShardToDataSets(
    Normalization normalization, Shape example, int classes, int batchSize, long seed, long epoch)
    implements FlatMapFunction<Shard, DataSet> {
  private static final long serialVersionUID = 1;

  @Override
  public Iterator<DataSet> call(Shard shard) {
    long perEpoch = Batches.perEpoch(shard.size(), batchSize);
    Batches batches =
        Batches.training(shard, normalization, batchSize, seed, epoch * perEpoch, perEpoch);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return batches.hasNext();
      }

      @Override
      public DataSet next() {
        return dataSet(batches.next());
      }
    };
  }

  private DataSet dataSet(Batch batch) {
    long[] shape = new long[example.rank() + 1];
    shape[0] = batch.size();
    for (int axis = 0; axis < example.rank(); axis++) {
      shape[axis + 1] = example.dim(axis);
    }
    INDArray labels = Nd4j.zeros(DataType.FLOAT, batch.size(), classes);
    for (int i = 0; i < batch.size(); i++) {
      labels.putScalar(i, batch.labels()[i], 1);
    }
    return new DataSet(Nd4j.createFromArray(batch.features()).reshape(shape), labels);
  }
}
