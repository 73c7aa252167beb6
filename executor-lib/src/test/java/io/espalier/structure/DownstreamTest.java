package io.espalier.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Shape;
import io.espalier.train.sparse.Sketch;
import org.junit.jupiter.api.Test;

class DownstreamTest {
  /** Convolution o0, norm o1, pool o2, ReLU o3; flat o4, dense o5; softmax o6. */
  private static final Network CHAIN =
      new Sketch(2, 4, 4)
          .conv(3, Sketch.same(3, 1, 1), 1, false)
          .norm()
          .pool(true, Sketch.window(2, 2, 0, 1))
          .act(Function.RELU)
          .classes(3);

  @Test
  void aLayersActivationMayComeBehindItsNormAndAPool() {
    Downstream d = new Downstream(CHAIN);
    assertThat(d.batchNorm("o0").map(Operation::name)).contains("o1");
    assertThat(d.activation("o0").map(Operation::name)).contains("o3");
    assertThat(d.voice("o0")).isEqualTo("o3");
    assertThat(d.reader("o3")).contains("o5");
    assertThat(d.shape("o3")).isEqualTo(Shape.of(3, 2, 2));
    assertThat(d.shape(Network.INPUT)).isEqualTo(Shape.of(2, 4, 4));
  }

  @Test
  void theLastSoftmaxNeitherReadsNorActivates() {
    Downstream d = new Downstream(CHAIN);
    assertThat(d.activation("o5")).isEmpty();
    assertThat(d.batchNorm("o5")).isEmpty();
    assertThat(d.voice("o5")).isEqualTo("o5");
    assertThat(d.reader("o5")).isEmpty();
  }

  @Test
  void anotherLayersActivationIsNotThisOnes() {
    Downstream d = new Downstream(new Sketch(2).dense(3).dense(2).act(Function.TANH).classes(2));
    assertThat(d.activation("o0")).isEmpty();
    assertThat(d.voice("o0")).isEqualTo("o0");
    assertThat(d.activation("o1").map(Operation::name)).contains("o2");
  }

  @Test
  void withoutActivationALayerSpeaksThroughItsNorm() {
    Downstream d = new Downstream(new Sketch(2).dense(3).norm().classes(2));
    assertThat(d.voice("o0")).isEqualTo("o1");
  }

  @Test
  void aReaderReadsItFirst() {
    Sketch s = new Sketch(2).dense(3).act(Function.RELU);
    String stem = s.last();
    String main = s.dense(3).last();
    Downstream behind = new Downstream(s.add(main, stem).act(Function.TANH).classes(2));
    assertThat(behind.reader(stem)).contains(main);
    // The sum reads the input second: what its first input is says nothing of it.
    Sketch t = new Sketch(3).dense(3).act(Function.RELU);
    String first = t.last();
    String second = t.from(Network.INPUT).dense(3).act(Function.RELU).last();
    Downstream both = new Downstream(t.add(first, second).classes(2));
    assertThat(both.reader(first)).isPresent();
    assertThat(both.reader(second)).isEmpty();
  }
}
