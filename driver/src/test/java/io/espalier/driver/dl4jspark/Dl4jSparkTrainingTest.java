package io.espalier.driver.dl4jspark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.input.InputException;
import io.espalier.model.Shape;
import io.espalier.shard.Normalization;
import io.espalier.shard.Shard;
import io.espalier.train.LearningRate;
import io.espalier.train.OptimizerSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** On a real Spark: two blobs that a straight line separates, so that chance is one half. */
final class Dl4jSparkTrainingTest {
  private static final Shape EXAMPLE = Shape.of(2);
  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("dl4j-spark")
                .set("spark.ui.enabled", "false"));
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  @Test
  void trainsANetworkThatGuessedBefore() {
    MultiLayerNetwork start = network();
    INDArray before = start.params().dup();
    MultiLayerNetwork trained = training(OptimizerSpec.Kind.NESTEROV, 0.9).train(start);
    assertThat(accuracy(trained.output(features(shard(9))))).isGreaterThan(0.95);
    assertThat(start.params()).as("the argument").isEqualTo(before);
  }

  @Test
  void keepsTheMaskOfANetworkBitForBit() {
    MultiLayerNetwork start = network();
    float[] keep = everyThirdPruned(start);
    MultiLayerNetwork trained = training(OptimizerSpec.Kind.ADAM, 0).retrain(start, keep);
    assertMasked(trained, keep);
    assertThat(accuracy(trained.output(features(shard(9))))).isGreaterThan(0.9);
  }

  @Test
  void keepsTheMaskOfAGraphBitForBit() {
    ComputationGraph start = network().toComputationGraph();
    float[] keep = everyThirdPruned(start);
    ComputationGraph trained = training(OptimizerSpec.Kind.NESTEROV, 0.9).retrain(start, keep);
    assertMasked(trained, keep);
    assertThat(accuracy(trained.outputSingle(features(shard(9))))).isGreaterThan(0.9);
  }

  @Test
  void zeroesPrunedWeightsAfterEachStepOfAWorker() {
    MultiLayerNetwork network = network();
    float[] keep = everyThirdPruned(network);
    new KeepMask(keep).postUpdate((org.nd4j.linalg.dataset.api.DataSet) null, network);
    assertMasked(network, keep);
  }

  @Test
  void computesWithTheMaskInEveryForwardPass() {
    // With the first layer pruned away its activations are tanh(0) = 0, and so is the gradient of
    // the weights behind them: they move only if some step saw an unmasked first layer.
    MultiLayerNetwork start = network();
    float[] keep = new float[42];
    Arrays.fill(keep, 24, 42, 1);
    float[] before = start.params().ravel().toFloatVector();
    float[] after =
        training(OptimizerSpec.Kind.NESTEROV, 0.9)
            .retrain(start, keep)
            .params()
            .ravel()
            .toFloatVector();
    assertThat(Arrays.copyOfRange(after, 24, 40))
        .containsExactly(Arrays.copyOfRange(before, 24, 40), Offset.offset(1e-6f));
    assertThat(after[40]).as("the bias, free to move").isNotEqualTo(before[40]);
  }

  @Test
  void refusesMomentumThatDl4jDoesNotHave() {
    assertThatThrownBy(() -> training(OptimizerSpec.Kind.SGD, 0.9).train(network()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("optimizer.momentum is 0.9 with sgd, expected 0");
  }

  @Test
  void refusesAMaskOfAnotherNetwork() {
    assertThatThrownBy(
            () -> training(OptimizerSpec.Kind.ADAM, 0).retrain(network(), new float[] {1}))
        .hasMessage("1 mask values for 42 parameters");
  }

  private static Dl4jSparkTraining training(OptimizerSpec.Kind kind, double momentum) {
    OptimizerSpec optimizer = new OptimizerSpec(kind, 0.05, momentum, 0.9, 0.999, 1e-8, 0, 0);
    List<Shard> shards = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      shards.add(shard(i));
    }
    return new Dl4jSparkTraining(
        spark,
        spark.parallelize(shards, 4),
        Normalization.NONE,
        EXAMPLE,
        2,
        new Dl4jSparkTraining.Settings(
            3, 16, 2, optimizer, new LearningRate(LearningRate.Kind.LINEAR, 0.1), 7));
  }

  private static Shard shard(int index) {
    SplittableRandom random = new SplittableRandom(index);
    int n = 100;
    int[] labels = new int[n];
    float[] values = new float[2 * n];
    for (int i = 0; i < n; i++) {
      labels[i] = random.nextInt(2);
      values[2 * i] = (float) (random.nextDouble() + (labels[i] == 0 ? -1.2 : 0.2));
      values[2 * i + 1] = (float) (random.nextDouble() + (labels[i] == 0 ? -1.2 : 0.2));
    }
    return new Shard(index, EXAMPLE, labels, new Shard.Floats(values));
  }

  private static MultiLayerNetwork network() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .list()
                .layer(new DenseLayer.Builder().nOut(8).activation(Activation.TANH).build())
                .layer(
                    new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(2))
                .build());
    network.init();
    return network;
  }

  private static float[] everyThirdPruned(Model network) {
    float[] keep = new float[Math.toIntExact(network.numParams())];
    for (int i = 0; i < keep.length; i++) {
      keep[i] = i % 3 == 0 ? 0 : 1;
    }
    return keep;
  }

  private static void assertMasked(Model network, float[] keep) {
    float[] values = network.params().ravel().toFloatVector();
    int moved = 0;
    for (int i = 0; i < keep.length; i++) {
      if (keep[i] == 0) {
        assertThat(values[i]).as("parameter %d", i).isZero();
      } else if (values[i] != 0) {
        moved++;
      }
    }
    assertThat(moved).as("survivors that are not zero").isGreaterThan(10);
  }

  private static INDArray features(Shard shard) {
    float[] values = new float[shard.features().length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = shard.features().at(i);
    }
    return Nd4j.createFromArray(values).reshape(shard.size(), 2);
  }

  private static double accuracy(INDArray output) {
    int[] guessed = output.argMax(1).toIntVector();
    int[] labels = shard(9).labels();
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += guessed[i] == labels[i] ? 1 : 0;
    }
    return (double) right / labels.length;
  }
}
