package io.espalier.driver.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.model.Shape;
import io.espalier.model.Zoo;
import io.espalier.train.Trainer;
import io.espalier.train.TrainerKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainerPoolTest {
  private static final Arithmetic ONE = arithmetic(10);
  private static final Arithmetic OTHER = arithmetic(3);

  private final List<StubTrainer> opened = new ArrayList<>();
  private final TrainerPool pool =
      new TrainerPool(
          (network, kind) -> {
            StubTrainer trainer = new StubTrainer();
            opened.add(trainer);
            return trainer;
          });

  private static Arithmetic arithmetic(int classes) {
    return Arithmetic.of(
        Zoo.network("lenet-300-100", Shape.of(1, 28, 28), classes), TrainerKind.DL4J);
  }

  @Test
  void oneTaskAfterTheOtherGetsTheSameTrainer() {
    Trainer first = pool.with(ONE, t -> t);
    Trainer second = pool.with(arithmetic(10), t -> t);
    assertThat(second).isSameAs(first);
    assertThat(opened).hasSize(1).noneMatch(t -> t.closed);
  }

  @Test
  void tasksAtTheSameTimeGetTrainersOfTheirOwn() {
    List<Trainer> both = pool.with(ONE, a -> pool.with(ONE, b -> List.of(a, b)));
    assertThat(both).doesNotHaveDuplicates();
    assertThat(pool.<List<Trainer>>with(ONE, a -> pool.with(ONE, b -> List.of(a, b))))
        .containsExactlyInAnyOrderElementsOf(both);
    assertThat(opened).hasSize(2);
  }

  @Test
  void anotherNetworkTakesThePlaceOfTheLongestIdle() {
    Trainer one = pool.with(ONE, t -> t);
    Trainer other = pool.with(OTHER, t -> t);
    assertThat(other).isNotSameAs(one);
    assertThat(opened).hasSize(2);
    assertThat(opened.get(0).closed).isTrue();
    assertThat(opened.get(1).closed).isFalse();
  }

  @Test
  void aTrainerUnderWhichTheWorkThrewIsNotUsedAgain() {
    assertThatThrownBy(
            () ->
                pool.with(
                    ONE,
                    t -> {
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");
    assertThat(opened.get(0).closed).isTrue();
    Trainer next = pool.with(ONE, t -> t);
    assertThat(next).isSameAs(opened.get(1));
  }
}
