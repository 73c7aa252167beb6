package io.espalier.train.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation.Activation;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Operation.Convolution;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Operation.GlobalPool;
import io.espalier.model.Operation.Window;
import io.espalier.model.Shape;
import io.espalier.shard.Batch;
import io.espalier.train.Course;
import io.espalier.train.Initializer;
import io.espalier.train.LearningRate;
import io.espalier.train.OptimizerSpec;
import io.espalier.train.ReplicaState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Programs that no array holds are counted, and never begun: the tests' heap is 3 GB. */
final class LargeNetworkTest {
  /** One convolution over a large image, of which each channel becomes one number. */
  private static Network network(int channels, int side) {
    Shape image = Shape.of(channels, side, side);
    return new Network(
        "large",
        Shape.of(3, side, side),
        Network.Layout.CHANNELS_FIRST,
        List.of(
            new Convolution(
                "c", List.of(Network.INPUT), 3, channels, Window.square(3, 1, 1), 1, true, image),
            new Activation("r", List.of("c"), Function.RELU, image),
            new GlobalPool("p", List.of("r"), false, Shape.of(channels)),
            new Dense("d", List.of("p"), channels, 10, true),
            new Activation("s", List.of("d"), Function.SOFTMAX, Shape.of(10))),
        Optional.empty());
  }

  @Test
  void floatsAreThoseOfEveryOutputItsGradientAndTheRoomForLaneSums() {
    // an example: its image with a border, the convolution's 16 channels, their means, the scores;
    // all but the image with a gradient. Sums of 4,096 survivors in 16 lanes; 12 behind the header.
    long example = 3 * 1026 * 1026 + 2 * (16 * 1024 * 1024 + 16 + 10);
    assertThat(EngineMemory.trainingFloats(network(16, 1024), 33))
        .isEqualTo(12 + 48 * example + 4096 * 16);
    long seen = 3 * 1026 * 1026 + 16 * 1024 * 1024 + 16 + 10;
    assertThat(new EngineMemory(network(16, 1024)).programs(33, 40))
        .as("an evaluation's 64 examples, and 48 of both batches")
        .isEqualTo(4 * (12 + 64 * seen + 4096 * 16 + 12 + 48 * example + 4096 * 16));
  }

  @Test
  void theLargestBatchThatFitsIsFound() {
    // 48 x 36,712,512 floats are 1.76e9, 64 x 36,712,512 are 2.35e9, an array's 2.147e9
    assertThat(EngineMemory.mostExamples(network(16, 1024), 512)).isEqualTo(48);
    assertThat(EngineMemory.mostExamples(network(16, 1024), 40)).isEqualTo(32);
    // 2 x 64 x 2,048 x 2,048 x 16 are 8.6e9
    assertThat(EngineMemory.mostExamples(network(64, 2048), 512)).isZero();
  }

  @Test
  void anEvaluationsSlicesShrinkWithTheNetworkAlone() {
    assertThat(ProgramPool.slice(network(16, 1024))).isEqualTo(64);
    // 64 x 1,024 x 1,024 x 32 are 2^31
    assertThat(ProgramPool.slice(network(64, 1024))).isEqualTo(16);
  }

  @Test
  void aStepThatWasBegunAllTheSameSaysHowMuchItWants() {
    Network network = network(64, 2048);
    Mask mask = Mask.full(network.size());
    SparseTrainer trainer = new SparseTrainer(network, new ScalarKernels());
    var training =
        trainer.begin(
            new ReplicaState(Initializer.values(network, 1), new float[0][], 0),
            mask,
            Course.plain(OptimizerSpec.DEFAULTS, LearningRate.DEFAULTS, 1),
            0);
    Batch batch = new Batch(new float[network.input().size()], new int[1]);
    assertThatThrownBy(() -> training.step(batch))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(EngineMemory.trainingFloats(network, 1) + " floats");
  }
}
