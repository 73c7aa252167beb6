package io.espalier.driver.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.model.Shape;
import io.espalier.model.Zoo;
import io.espalier.train.Initializer;
import io.espalier.train.sparse.SparseModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What bench compares computes the same: ONNX Runtime knows nothing of our arithmetic. */
final class OnnxModelTest {
  @ParameterizedTest
  @CsvSource({
    "lenet-300-100, 0.95, 128",
    "lenet-300-100, 0.95, 1",
    "lenet-300-100, 0, 7",
    "lenet-5, 0.95, 128",
    "lenet-5, 0.95, 1",
    "lenet-5, 0, 7"
  })
  void onnxRuntimesLogitsAreOurs(String zoo, double sparsity, int examples) {
    Subject subject = Subject.of(zoo, sparsity);
    float[] features = subject.features(examples);
    float[] ours = new float[examples * 10];
    new SparseModel(subject.network(), subject.pruned()).logits(features, examples, ours);
    try (OnnxInference onnx =
        new OnnxInference(subject.network(), subject.pruned(), features, examples)) {
      float[] theirs = onnx.logits();
      assertThat(theirs).hasSameSizeAs(ours);
      for (int i = 0; i < ours.length; i++) {
        assertThat(ours[i])
            .as("logit %d", i)
            .isCloseTo(theirs[i], within(1e-4f * Math.max(1f, Math.abs(theirs[i]))));
      }
    }
  }

  @Test
  void whatIsNotWrittenIsNamed() {
    var network = Zoo.network("resnet-20", Shape.of(3, 16, 16), 10);
    assertThatThrownBy(() -> OnnxModel.bytes(network, Initializer.values(network, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("conv1 is not written in ONNX");
  }
}
