package io.espalier.datasets.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.input.InputException;
import io.espalier.model.Shape;
import io.espalier.shard.Shard;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerifiedTest {
  private static Shard shard(int[] labels, int... pixels) {
    byte[] values = new byte[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) pixels[i];
    }
    return new Shard(1, Shape.of(2), labels, new Shard.Pixels(values));
  }

  private final Shard first = shard(new int[] {0, 1}, 10, 20, 30, 40);
  private final Verified verified =
      new Verified("data.train", List.of(new byte[32], ShardSummary.of(first).sha256()));

  @Test
  void theSameShardPassesHoweverOftenItIsReadAgain() {
    assertThat(verified.call(first)).isSameAs(first);
    Shard again = shard(new int[] {0, 1}, 10, 20, 30, 40);
    assertThat(verified.call(again)).isSameAs(again);
  }

  @Test
  void anotherPixelLabelOrderOrNumberIsRefused() {
    for (Shard other :
        List.of(
            shard(new int[] {0, 1}, 10, 20, 30, 41),
            shard(new int[] {0, 0}, 10, 20, 30, 40),
            shard(new int[] {1, 0}, 30, 40, 10, 20),
            shard(new int[] {0}, 10, 20))) {
      assertThatThrownBy(() -> verified.call(other))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "data.train changed while the run went on: shard 1, read again, differs from its"
                  + " checksum, expected the data as they were when the run was begun");
    }
  }
}
