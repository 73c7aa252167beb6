package io.espalier.train.sparse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Registers of every width, and none, give the same bits. */
final class KernelBitsTest {
  private static final Map<Integer, Function<String, Map<String, float[]>>> SPECIES =
      new TreeMap<>();

  static Stream<Arguments> everyKernelInEveryWidth() {
    return Stream.concat(
        KernelExercise.METHODS.stream()
            .flatMap(method -> Stream.of(128, 256, 512).map(bits -> Arguments.of(method, bits))),
        KernelExercise.FUSED.stream()
            .flatMap(method -> Stream.of(256, 512).map(bits -> Arguments.of(method, bits))));
  }

  @ParameterizedTest(name = "{0} in {1} bits")
  @MethodSource("everyKernelInEveryWidth")
  void vectorsGiveTheBitsOfTheScalarLoops(String method, int bits) {
    Map<String, float[]> expected = new KernelExercise(false).apply(method);
    Map<String, float[]> found = SPECIES.computeIfAbsent(bits, Species::exercise).apply(method);
    assertThat(found.keySet()).isEqualTo(expected.keySet()).isNotEmpty();
    expected.forEach(
        (name, bitsOf) ->
            // Arrays.equals compares the bits of floats; all NaNs count as one.
            assertThat(Arrays.equals(bitsOf, found.get(name))).as("%s, %s", method, name).isTrue());
  }

  /**
   * By rows and by columns, in one pass and in two: a border's zeros are multiplied or left out.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 128, 256, 512})
  void fusedGradientsAreThoseOfTwoPasses(int bits) {
    Function<String, Map<String, float[]>> kernels =
        bits == 0 ? new KernelExercise(false) : SPECIES.computeIfAbsent(bits, Species::exercise);
    Map<String, float[]> separate = kernels.apply("separateLayers");
    Map<String, float[]> fused = kernels.apply("layers");
    assertThat(fused.keySet()).isEqualTo(separate.keySet()).hasSizeGreaterThan(600);
    separate.forEach(
        (name, expected) -> assertThat(Arrays.equals(expected, fused.get(name))).as(name).isTrue());
  }

  @Test
  void widthsAreThoseAskedFor() {
    for (int bits : new int[] {128, 256, 512}) {
      assertThat(Species.exercise(bits)).hasToString("vector " + bits);
    }
  }

  @Test
  void aDifferenceWouldShow() {
    Map<String, float[]> results = new KernelExercise(false).apply("sampled");
    assertThat(results.values().stream().map(Arrays::hashCode).distinct().count())
        .isEqualTo(results.size());
  }

  @Test
  void thisMachinesKernelsAreVectors() {
    assertThat(SparseTrainer.kernels()).startsWith("vector ");
  }
}
