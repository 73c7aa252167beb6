package io.espalier.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.model.Network;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.train.sparse.Sketch;
import org.junit.jupiter.api.Test;

class OutputChannelsTest {
  /** o0 and o4 are added, o2 stands alone; o7 has the classes. */
  private static Network block() {
    Sketch s = new Sketch(3).dense(2).act(Function.RELU);
    String stem = s.last();
    String main = s.dense(4).act(Function.RELU).dense(2).last();
    return s.add(main, stem).act(Function.RELU).classes(3);
  }

  private static final Network BLOCK = block();
  private static final OutputChannels CHANNELS = OutputChannels.of(BLOCK);

  @Test
  void channelsAreNumberedLayerByLayer() {
    assertThat(CHANNELS.size()).isEqualTo(2 + 4 + 2 + 3);
    assertThat(CHANNELS.first("o4")).isEqualTo(6);
    assertThat(CHANNELS.of("o2")).containsExactly(2, 3, 4, 5);
    assertThat(CHANNELS.layer(5)).isEqualTo("o2");
    assertThat(CHANNELS.layer(6)).isEqualTo("o4");
  }

  @Test
  void aChannelsRowIsWhereItsWeightsLie() {
    // o0: six weights and two biases; o2: rows of two weights.
    assertThat(CHANNELS.row(1)).containsExactly(3, 6);
    assertThat(CHANNELS.row(2)).containsExactly(8, 10);
    assertThat(CHANNELS.row(5)).containsExactly(14, 16);
    assertThatThrownBy(() -> CHANNELS.row(11)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void unitsHaveTheirOwnChannelAndThoseThatAdditionsTieToIt() {
    Units coupled = new ChannelGranularity(Aggregation.SUM, 1, 1).units(BLOCK);
    assertThat(CHANNELS.of(coupled).orElseThrow())
        .isDeepEqualTo(new int[][] {{0, 6}, {1, 7}, {2}, {3}, {4}, {5}});
    Units rows = new RowGranularity(Aggregation.SUM, 1).units(BLOCK);
    int[][] each = CHANNELS.of(rows).orElseThrow();
    // The three classes' rows are no units.
    assertThat(each).hasDimensions(8, 1);
    for (int c = 0; c < 8; c++) {
      assertThat(each[c]).containsExactly(c);
    }
  }

  @Test
  void weightsAndColumnsHaveNoChannels() {
    assertThat(CHANNELS.of(WeightUnits.of(BLOCK))).isEmpty();
    assertThat(CHANNELS.of(new ColumnGranularity(Aggregation.SUM, 1).units(BLOCK))).isEmpty();
  }
}
