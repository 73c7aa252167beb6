package io.espalier.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  @Test
  void countsInsertionsDeletionsAndSubstitutions() {
    assertThat(Nearest.to("sparsty", List.of("steps", "sparsity", "scope"))).isEqualTo("sparsity");
    assertThat(Nearest.to("kitten", List.of("sit", "sitting", "bitten"))).isEqualTo("bitten");
    assertThat(Nearest.to("batchsize", List.of("batch", "batchSize"))).isEqualTo("batchSize");
  }

  @Test
  void takesTheFirstOfEqualsAndNothingFromNothing() {
    assertThat(Nearest.to("ab", List.of("ax", "xb"))).isEqualTo("ax");
    assertThat(Nearest.to("ab", List.of())).isEmpty();
  }
}
