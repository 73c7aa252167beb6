package io.espalier.driver.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LayoutTest {
  /** Two groups, of three and two candidates, on four shards; two validation shards behind them. */
  private final Layout cells =
      Layout.cells("fine-tune", 4, List.of(new int[] {0, 2, 4}, new int[] {1, 3}));

  @Test
  void tasksAreShardsGroupByGroupAndThenValidation() {
    assertThat(cells.place(0)).isEqualTo("training shard 0");
    assertThat(cells.place(3)).isEqualTo("training shard 3");
    assertThat(cells.place(5)).isEqualTo("training shard 1");
    assertThat(cells.place(9)).isEqualTo("validation shard 1");
    assertThat(Layout.of("score", "training", 3).place(4)).isEqualTo("training shard 1");
    assertThat(Layout.of("ask").place(4)).isEqualTo("task 4");
  }

  @Test
  void theCellsOfItsTasksAreTheJobs() {
    assertThat(IntStream.range(0, 10).map(cells::cells))
        .containsExactly(3, 3, 3, 3, 2, 2, 2, 2, 0, 0);
    assertThat(IntStream.range(0, 10).map(cells::cells).sum())
        .isEqualTo(cells.cells())
        .isEqualTo(20);
    assertThat(Layout.of("score", "training", 3).cells(1)).isZero();
    assertThat(Layout.of("ask").cells(0)).isZero();
  }

  @Test
  void itTravelsWithItsJob() {
    for (Layout layout : List.of(cells, Layout.of("a|b, c"), Layout.of("e", "test", 2))) {
      Properties job = new Properties();
      job.setProperty(Layout.KEY, layout.encoded());
      assertThat(Layout.in(job)).contains(layout);
    }
    assertThat(Layout.in(new Properties())).isEmpty();
    assertThat(Layout.in(null)).isEmpty();
  }
}
