package io.espalier.driver.round;

import io.espalier.input.Problem;
import io.espalier.train.TrainerKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A run's processes beside each other. What may change a result, or break in the middle of a run,
 * is refused: another Spark, Scala, Espalier or Java release, and other natives or none where DL4J
 * computes, whose arithmetic is theirs. The rest is only said: an update of the same Java, whose
 * arithmetic is the language's; the vector module, with which the sparse engine is faster and its
 * bits the same; and another processor under DL4J, which the run's provenance names too.
 *
 * @param driver the process that asks
 * @param executors those that answered
 */
record Fleet(Jvm driver, List<Jvm> executors, TrainerKind trainer) {

  private record Fact(String name, Function<Jvm, String> of) {}

  private static final List<Fact> DECIDING =
      List.of(
          new Fact("Java", Jvm::javaFeature),
          new Fact("Spark", Jvm::spark),
          new Fact("Scala", Jvm::scala),
          new Fact("Espalier", Jvm::espalier),
          new Fact("natives", Jvm::natives));

  private static final List<Fact> OTHERS =
      List.of(
          new Fact("Java", Jvm::java),
          new Fact("processor", Jvm::cpu),
          new Fact("kernels", Jvm::kernels));

  Fleet {
    executors = List.copyOf(new LinkedHashSet<>(executors));
  }

  /** A line for each executor that the run cannot be trusted to. */
  List<Problem> refusals() {
    List<Problem> problems = new ArrayList<>();
    for (Jvm e : executors) {
      String differences = differences(e, DECIDING);
      if (!differences.isEmpty()) {
        problems.add(new Problem(where(e), "has " + differences, "the same on both sides"));
      }
    }
    if (trainer == TrainerKind.DL4J && driver.natives().startsWith("none")) {
      problems.add(
          new Problem(
              "the driver", "has no natives: " + driver.natives(), "those of its platform"));
    }
    return problems;
  }

  /** A line for each executor that differs in what changes no result of ours. */
  List<String> remarks() {
    return executors.stream()
        .filter(e -> !differences(e, OTHERS).isEmpty())
        .map(e -> where(e) + " has " + differences(e, OTHERS))
        .toList();
  }

  private static String where(Jvm e) {
    return "executor " + e.executor() + " on " + e.host();
  }

  private String differences(Jvm e, List<Fact> facts) {
    return facts.stream()
        .filter(f -> !f.of().apply(e).equals(f.of().apply(driver)))
        .map(
            f -> f.name() + " " + f.of().apply(e) + " where the driver has " + f.of().apply(driver))
        .collect(Collectors.joining(", "));
  }

  /** The sparse engine's kernels on the executors. */
  Set<String> kernels() {
    return executors.stream().map(Jvm::kernels).collect(Collectors.toCollection(TreeSet::new));
  }
}
