package io.espalier.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowTest {
  private static final Fault FAULT =
      new Fault(
          "a-fault", "it breaks", Fault.Expected.REFUSE, Fault.Ground.ALONE, (b, n) -> List.of());
  private static final Trial GOOD = new Trial(List.of(), true, 3, 1.26);

  @Test
  void itHoldsForAllRunsOrForNone() {
    assertThat(Row.of(FAULT, List.of(GOOD, GOOD)).held()).isTrue();
    assertThat(Row.of(FAULT, List.of(GOOD, new Trial(List.of(), false, 0, 0))).held()).isFalse();
    Row wrong = Row.of(FAULT, List.of(GOOD, new Trial(List.of("no log has it"), true, 0, 0)));
    assertThat(wrong.recovered()).isFalse();
    assertThat(wrong.identical()).isTrue();
    assertThat(Row.of(FAULT, List.of()).held()).as("no run is no proof").isFalse();
  }

  @Test
  void itsJsonHasTheNamesOfTheContractAndWhatAllRunsCost() {
    JsonNode json = new ObjectMapper().valueToTree(Row.of(FAULT, List.of(GOOD, GOOD)));
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "fault",
            "injected",
            "expected",
            "runs",
            "recovered",
            "identical",
            "cellsRepeated",
            "secondsLost");
    assertThat(json.path("expected").asText()).isEqualTo("refuse");
    assertThat(json.path("runs").asInt()).isEqualTo(2);
    assertThat(json.path("cellsRepeated").asLong()).isEqualTo(6);
    assertThat(json.path("secondsLost").asDouble()).isEqualTo(2.5);
  }

  @Test
  void everyKindHasANameOfItsOwn() {
    List<String> names = Kinds.all().stream().map(Fault::name).toList();
    assertThat(names)
        .hasSizeGreaterThanOrEqualTo(30)
        .doesNotHaveDuplicates()
        .allMatch(n -> n.matches("[a-z0-9]+(-[a-z0-9]+)*"));
  }
}
