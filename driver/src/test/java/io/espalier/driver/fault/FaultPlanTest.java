package io.espalier.driver.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.input.InputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultPlanTest {
  @Test
  void withoutAPlanNothingHappens() {
    assertThat(FaultPlan.of("")).isEqualTo(FaultPlan.NONE);
    for (FaultPoint point : FaultPoint.values()) {
      assertThat(Faults.none().pass(point)).isEmpty();
    }
  }

  @Test
  void aFaultStrikesOnlyWhereAllItsConditionsHold() {
    FaultPlan plan = FaultPlan.of("train@round=3,attempt=0:throw");
    assertThatCode(() -> plan.strike(FaultPoint.TRAIN, "round", 2, "attempt", 0))
        .doesNotThrowAnyException();
    assertThatCode(() -> plan.strike(FaultPoint.TRAIN, "round", 3, "attempt", 1))
        .doesNotThrowAnyException();
    assertThatCode(() -> plan.strike(FaultPoint.EMIT, "round", 3, "attempt", 0))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> plan.strike(FaultPoint.TRAIN, "round", 3, "attempt", 0))
        .isInstanceOf(InjectedFault.class)
        .hasMessage("injected fault: train@round=3,attempt=0:throw at {round=3, attempt=0}");
  }

  @Test
  void theDriverCountsPassagesPointByPoint() {
    Faults faults = new Faults(FaultPlan.of("rename@n=2:lie"));
    assertThat(faults.pass(FaultPoint.RENAME)).isEmpty();
    assertThat(faults.pass(FaultPoint.REDUCE)).isEmpty();
    assertThat(faults.pass(FaultPoint.RENAME)).contains(FaultAction.LIE);
    assertThat(faults.pass(FaultPoint.RENAME)).isEmpty();
  }

  @Test
  void executorsHaveThePlanAsTheDriverReadIt() throws Exception {
    FaultPlan plan = FaultPlan.of("seed=5;emit@shard=1,p=0.5:throw;rename:lie");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(plan);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(plan);
    }
  }

  /** By the seed and the event alone; about as often as asked. */
  @Test
  void chanceStrikesAlikeEachTime() {
    List<BitSet> struck =
        List.of(1, 1, 2).stream()
            .map(seed -> struck("seed=" + seed + ";rename@p=0.25:lie"))
            .toList();
    assertThat(struck.get(0)).isEqualTo(struck.get(1)).isNotEqualTo(struck.get(2));
    // 1000 draws at a quarter: five deviations are 68.
    assertThat(struck.get(0).cardinality()).isBetween(250 - 68, 250 + 68);
  }

  private static BitSet struck(String text) {
    Faults faults = new Faults(FaultPlan.of(text));
    BitSet struck = new BitSet();
    IntStream.range(0, 1000)
        .filter(i -> faults.pass(FaultPoint.RENAME).isPresent())
        .forEach(struck::set);
    return struck;
  }

  @Test
  void corruptionIsOneBitAndTruncationAnEnd() throws IOException {
    byte[] whole = new byte[200];
    byte[] corrupt = through("manifest:corrupt", whole);
    assertThat(BitSet.valueOf(corrupt).cardinality()).isOne();
    assertThat(corrupt).hasSize(200);
    assertThat(through("manifest:truncate", whole).length).isBetween(0, 47);
    assertThat(through("export:truncate", whole)).isEqualTo(whole);
  }

  private static byte[] through(String plan, byte[] bytes) throws IOException {
    ByteArrayOutputStream to = new ByteArrayOutputStream();
    try (OutputStream out =
        new Faults(FaultPlan.of(plan)).through(FaultPoint.MANIFEST, "manifest", to)) {
      out.write(bytes);
    }
    return to.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trian:throw",
        "train",
        "train:explode",
        "train@n=1:throw",
        "rename@shard=1:lie",
        "manifest:lie",
        "manifest:exhaust",
        "train:tear",
        "train:drop",
        "rename@wave=2:lie",
        "train:corrupt",
        "rename@n:throw",
        "rename@p=2:throw",
        "@:throw",
        ":"
      })
  void whatNoPointKnowsIsRefused(String text) {
    assertThatThrownBy(() -> FaultPlan.of(text))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("espalier.faults has " + text + ", which no point knows, expected");
  }
}
