package io.espalier.driver.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.input.Problem;
import io.espalier.train.TrainerKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetTest {
  private static final Jvm DRIVER =
      new Jvm("here", "driver", "17.0.15", "3.5.5", "2.12.18", "0.1.0", "", "", "vector 256");

  private static Jvm jvm(String java, String spark, String natives, String kernels) {
    return new Jvm("there", "3", java, spark, "2.12.18", "0.1.0", natives, "", kernels);
  }

  private static List<String> refusals(Jvm... executors) {
    return new Fleet(DRIVER, List.of(executors), TrainerKind.SPARSE)
        .refusals().stream().map(Problem::line).toList();
  }

  private static List<String> remarks(Jvm... executors) {
    return new Fleet(DRIVER, List.of(executors), TrainerKind.SPARSE).remarks();
  }

  @Test
  void whatIsAlikeIsNotSpokenOf() {
    Jvm same = jvm("17.0.15", "3.5.5", "", "vector 256");
    assertThat(refusals(same, same)).isEmpty();
    assertThat(remarks(same, same)).isEmpty();
  }

  @Test
  void anotherReleaseIsRefusedOnceInOneLineWithBothSides() {
    Jvm other = jvm("11.0.2", "3.5.1", "", "vector 256");
    assertThat(refusals(other, other, jvm("17.0.15", "3.5.5", "", "vector 256")))
        .singleElement()
        .asString()
        .contains("executor 3 on there")
        .contains("Java 11 where the driver has 17, Spark 3.5.1 where the driver has 3.5.5")
        .contains("the same on both sides");
  }

  @Test
  void whatLeavesTheBitsAloneIsOnlySaid() {
    Jvm update = jvm("17.0.9", "3.5.5", "", "scalar");
    assertThat(refusals(update)).isEmpty();
    assertThat(remarks(update))
        .containsExactly(
            "executor 3 on there has Java 17.0.9 where the driver has 17.0.15, kernels scalar where"
                + " the driver has vector 256");
  }

  @Test
  void nativesDecideWhereTheyCompute() {
    Jvm driver =
        new Jvm("here", "driver", "17", "3.5.5", "2.12.18", "0.1.0", "linux-x86_64 Cpu", "A", "s");
    Jvm arm = new Jvm("arm", "1", "17", "3.5.5", "2.12.18", "0.1.0", "linux-arm64 Cpu", "B", "s");
    Fleet fleet = new Fleet(driver, List.of(arm), TrainerKind.DL4J);
    assertThat(fleet.refusals())
        .singleElement()
        .extracting(Problem::line)
        .asString()
        .contains("natives linux-arm64 Cpu where the driver has linux-x86_64 Cpu");
    assertThat(fleet.remarks())
        .containsExactly("executor 1 on arm has processor B where the driver has A");
    Jvm none = new Jvm("here", "driver", "17", "3.5.5", "2.12.18", "0.1.0", "none (why)", "A", "s");
    assertThat(new Fleet(none, List.of(none), TrainerKind.DL4J).refusals())
        .singleElement()
        .extracting(Problem::line)
        .asString()
        .contains("the driver", "none (why)");
  }
}
