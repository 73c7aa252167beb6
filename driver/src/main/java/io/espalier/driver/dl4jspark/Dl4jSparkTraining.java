package io.espalier.driver.dl4jspark;

import io.espalier.input.InputException;
import io.espalier.model.Shape;
import io.espalier.shard.Normalization;
import io.espalier.shard.Shard;
import io.espalier.train.LearningRate;
import io.espalier.train.OptimizerSpec;
import java.util.Arrays;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Trains any network of DL4J by dl4j-spark's own parameter averaging, or retrains a pruned one with
 * its mask kept.
 *
 * <p>Outside the promise of identical bits: dl4j-spark adds the workers' parameters in the order in
 * which their tasks finish. The mask is exact nevertheless: pruned weights are zero in each forward
 * pass on an executor, in the network between epochs and in the one returned. The optimizer's state
 * of pruned weights is not cleared; it moves nothing, because what it adds is zeroed in the same
 * step.
 *
 * @param example the shape in which the network takes one example; its values are the shard's,
 *     row-major
 * @param classes width of the one-hot labels
 */
public record Dl4jSparkTraining(
    JavaSparkContext spark,
    JavaRDD<Shard> train,
    Normalization normalization,
    Shape example,
    int classes,
    Settings settings) {
  /**
   * How long and by what steps.
   *
   * @param epochs passes over the shards, at least 1
   * @param batchSize examples a step, at least 1
   * @param averageEvery steps of a worker between two averagings, at least 1
   * @param schedule the learning rate's course, taken once an epoch
   * @param seed of batch order and of the splits that dl4j-spark makes
   */
  public record Settings(
      int epochs,
      int batchSize,
      int averageEvery,
      OptimizerSpec optimizer,
      LearningRate schedule,
      long seed) {
    public Settings {
      atLeastOne("epochs", epochs);
      atLeastOne("batchSize", batchSize);
      atLeastOne("averageEvery", averageEvery);
    }

    private static void atLeastOne(String key, int value) {
      if (value < 1) {
        throw new InputException(key, "is " + value, "a whole number from 1");
      }
    }
  }

  private interface Fit {
    void epoch(JavaRDD<DataSet> batches, double learningRate);
  }

  /** The dense network, trained; the argument stays as it is. */
  public MultiLayerNetwork train(MultiLayerNetwork start) {
    return retrain(start, everything(start));
  }

  /** The dense network, trained; the argument stays as it is. */
  public ComputationGraph train(ComputationGraph start) {
    return retrain(start, everything(start));
  }

  /**
   * A pruned network, trained on; the argument stays as it is.
   *
   * @param keep one value a parameter in the order of {@code start.params()}: 1 survives, 0 is
   *     pruned
   */
  public MultiLayerNetwork retrain(MultiLayerNetwork start, float[] keep) {
    MultiLayerNetwork network =
        new TransferLearning.Builder(start)
            .fineTuneConfiguration(Updaters.configuration(settings.optimizer()))
            .build();
    KeepMask mask = mask(network, keep);
    SparkDl4jMultiLayer onSpark = new SparkDl4jMultiLayer(spark, network, master(mask));
    fit(
        mask,
        network,
        (batches, learningRate) -> {
          network.setLearningRate(learningRate);
          onSpark.fit(batches);
        });
    return network;
  }

  /** As {@link #retrain(MultiLayerNetwork, float[])}. */
  public ComputationGraph retrain(ComputationGraph start, float[] keep) {
    ComputationGraph network =
        new TransferLearning.GraphBuilder(start)
            .fineTuneConfiguration(Updaters.configuration(settings.optimizer()))
            .build();
    KeepMask mask = mask(network, keep);
    SparkComputationGraph onSpark = new SparkComputationGraph(spark, network, master(mask));
    fit(
        mask,
        network,
        (batches, learningRate) -> {
          network.setLearningRate(learningRate);
          onSpark.fit(batches);
        });
    return network;
  }

  private void fit(KeepMask mask, Model network, Fit fit) {
    mask.apply(network);
    for (int epoch = 0; epoch < settings.epochs(); epoch++) {
      // dl4j-spark reads its input several times an epoch; serialised, because the size of arrays
      // outside the heap is hidden from Spark.
      JavaRDD<DataSet> batches =
          train
              .flatMap(
                  new ShardToDataSets(
                      normalization,
                      example,
                      classes,
                      settings.batchSize(),
                      settings.seed(),
                      epoch))
              .persist(StorageLevel.MEMORY_AND_DISK_SER());
      fit.epoch(
          batches,
          settings.optimizer().learningRate()
              * settings.schedule().factor(epoch, settings.epochs()));
      batches.unpersist(true);
      // An average of zeros is zero; this guards against sums that dl4j-spark may take otherwise.
      mask.apply(network);
    }
  }

  private ParameterAveragingTrainingMaster master(KeepMask mask) {
    return new ParameterAveragingTrainingMaster.Builder(
            spark.defaultParallelism(), settings.batchSize())
        .batchSizePerWorker(settings.batchSize())
        .averagingFrequency(settings.averageEvery())
        .workerPrefetchNumBatches(0)
        .rddTrainingApproach(RDDTrainingApproach.Direct)
        // The batches are cached already, and a level cannot be set twice.
        .storageLevel(null)
        .rngSeed(settings.seed())
        .trainingHooks(mask)
        .build();
  }

  private static KeepMask mask(Model network, float[] keep) {
    if (keep.length != network.numParams()) {
      throw new IllegalArgumentException(
          keep.length + " mask values for " + network.numParams() + " parameters");
    }
    return new KeepMask(keep);
  }

  private static float[] everything(Model network) {
    float[] all = new float[Math.toIntExact(network.numParams())];
    Arrays.fill(all, 1);
    return all;
  }
}
