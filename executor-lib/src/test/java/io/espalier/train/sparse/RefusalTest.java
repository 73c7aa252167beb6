package io.espalier.train.sparse;

import static io.espalier.train.sparse.Sketch.same;
import static io.espalier.train.sparse.Sketch.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.model.Network;
import io.espalier.model.Operation.Border;
import io.espalier.model.Operation.Window;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RefusalTest {
  private static Network pooled(boolean max, Window w) {
    return new Sketch(2, 5, 4).pool(max, w).classes(3);
  }

  static Window[] inTheBorder() {
    return new Window[] {
      window(2, 1, 2, 1),
      window(2, 2, 3, 1),
      // Its taps lie five pixels apart: one before an image of four, one behind it.
      new Window(1, 2, 1, 1, 0, 1, 1, 5, Border.EXPLICIT),
      // Rows alone: the first window has rows -3 to -1.
      new Window(3, 1, 3, 1, 3, 0, 1, 1, Border.EXPLICIT)
    };
  }

  @ParameterizedTest
  @MethodSource("inTheBorder")
  void aWindowWithoutAnyPixelIsRefusedByName(Window w) {
    for (boolean max : new boolean[] {true, false}) {
      Network network = pooled(max, w);
      assertThat(SparseTrainer.refusal(network))
          .contains("cannot pool by o0: a window of it lies in the border alone");
      assertThatThrownBy(() -> new SparseTrainer(network))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("sketch: cannot pool by o0");
    }
  }

  static Window[] onTheImage() {
    return new Window[] {
      window(2, 1, 1, 1), same(3, 2, 1), new Window(1, 2, 1, 1, 0, 1, 1, 4, Border.EXPLICIT)
    };
  }

  @ParameterizedTest
  @MethodSource("onTheImage")
  void aWindowWithAPixelIsNot(Window w) {
    assertThat(SparseTrainer.refusal(pooled(true, w))).isEmpty();
  }
}
