package io.espalier.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.espalier.datasets.fetch.TarTarget;
import io.espalier.driver.PreprocessingTarget;
import io.espalier.input.InputException;
import io.espalier.model.dl4j.CoefficientsTarget;
import io.espalier.model.dl4j.ConfigurationTarget;
import io.espalier.model.dl4j.Dl4jZipTarget;
import io.espalier.model.dl4j.KerasTarget;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The readers with most ways through them under Jazzer, which looks for inputs that reach code no
 * input has reached before: one reader a run, for five minutes. It counts time, not inputs, and
 * finds others on each machine, so that the counts are {@link ReadersTest}'s; without {@code
 * JAZZER_FUZZ} it reads the sound inputs alone.
 */
class GuidedTest {
  private static final String LONG = "5m";

  private static Stream<Arguments> seeds(Target target) throws Exception {
    return target.seeds().stream().map(seed -> Arguments.of((Object) seed));
  }

  private static void read(Target target, byte[] input) throws Exception {
    try {
      target.read(input);
    } catch (InputException e) {
      if (e.problems().isEmpty()) {
        throw new AssertionError("refused without a reason", e);
      }
    }
  }

  static Stream<Arguments> coefficients() throws Exception {
    return seeds(new CoefficientsTarget());
  }

  @MethodSource
  @FuzzTest(maxDuration = LONG)
  void coefficients(byte[] input) throws Exception {
    read(new CoefficientsTarget(), input);
  }

  static Stream<Arguments> configuration() throws Exception {
    return seeds(new ConfigurationTarget());
  }

  @MethodSource
  @FuzzTest(maxDuration = LONG)
  void configuration(byte[] input) throws Exception {
    read(new ConfigurationTarget(), input);
  }

  static Stream<Arguments> preprocessing() throws Exception {
    return seeds(new PreprocessingTarget());
  }

  @MethodSource
  @FuzzTest(maxDuration = LONG)
  void preprocessing(byte[] input) throws Exception {
    read(new PreprocessingTarget(), input);
  }

  static Stream<Arguments> specification() throws Exception {
    return seeds(new SpecificationTarget());
  }

  @MethodSource
  @FuzzTest(maxDuration = LONG)
  void specification(byte[] input) throws Exception {
    read(new SpecificationTarget(), input);
  }

  private static final Target ZIP = new Dl4jZipTarget();

  static Stream<Arguments> dl4jZip() throws Exception {
    return seeds(ZIP);
  }

  @MethodSource
  @FuzzTest(maxDuration = LONG)
  void dl4jZip(byte[] input) throws Exception {
    read(ZIP, input);
  }

  private static final Target KERAS = new KerasTarget();

  static Stream<Arguments> keras() throws Exception {
    return seeds(KERAS);
  }

  @MethodSource
  @FuzzTest(maxDuration = LONG)
  void keras(byte[] input) throws Exception {
    read(KERAS, input);
  }

  private static final Target TAR = new TarTarget();

  static Stream<Arguments> tar() throws Exception {
    return seeds(TAR);
  }

  @MethodSource
  @FuzzTest(maxDuration = LONG)
  void tar(byte[] input) throws Exception {
    read(TAR, input);
  }
}
