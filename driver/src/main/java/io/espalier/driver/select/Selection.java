package io.espalier.driver.select;

import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.driver.spec.RunSpec.ObjectiveSpec;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Chooses among candidates by sparsity and validation accuracy. Looked at are those that are done,
 * or stopped with an accuracy; controls are on the Pareto front but never the best.
 */
public final class Selection {
  /** Accuracies and sparsities are quotients of counts: what differs by less is rounding. */
  private static final double ROUNDING = 1e-12;

  private static final Comparator<CandidateResult> BY_ID = Comparator.comparing(c -> c.spec().id());
  private static final Comparator<CandidateResult> SPARSEST =
      Comparator.comparingDouble((CandidateResult c) -> -c.sparsity())
          .thenComparingDouble(c -> -c.accuracy())
          .thenComparing(BY_ID);
  private static final Comparator<CandidateResult> MOST_ACCURATE =
      Comparator.comparingDouble((CandidateResult c) -> -c.accuracy())
          .thenComparingDouble(c -> -c.sparsity())
          .thenComparing(BY_ID);

  private Selection() {}

  /**
   * What was chosen.
   *
   * @param best empty where no candidate can be chosen
   * @param met whether it meets the objective; if not, it falls short of it the least
   * @param text the objective for a person, with what is missing where it is not met
   */
  public record Choice(Optional<CandidateResult> best, boolean met, String text) {}

  /**
   * Ids of the candidates that no other beats: none is at least as sparse and as accurate and
   * better in one of them. Candidates at the same point stand or fall together. By growing
   * sparsity, then id.
   */
  public static List<String> pareto(List<CandidateResult> candidates) {
    return front(candidates.stream().filter(Selection::measured).toList()).stream()
        .map(c -> c.spec().id())
        .toList();
  }

  /**
   * The best candidate.
   *
   * <ul>
   *   <li>{@code sparsest}: the sparsest whose accuracy is at least the baseline's less {@code
   *       maxAccuracyDrop}; of equals the more accurate, then the lower id.
   *   <li>{@code most-accurate}: the most accurate whose sparsity, to half a weight, is at least
   *       {@code minSparsity}; of equals the sparser, then the lower id.
   *   <li>{@code knee}: the front's point farthest above the straight line between the front's
   *       ends, both axes scaled to [0, 1] between them: {@code (x + y - 1) / √2}; of equals the
   *       sparser. With fewer than three points on the front, the sparsest of it.
   * </ul>
   *
   * @param baselineAccuracy share, on validation
   * @throws IllegalArgumentException if the objective's kind is unknown
   */
  public static Choice best(
      List<CandidateResult> candidates, double baselineAccuracy, ObjectiveSpec objective) {
    List<CandidateResult> measured = candidates.stream().filter(Selection::measured).toList();
    List<CandidateResult> open =
        measured.stream().filter(c -> c.spec().control().isEmpty()).toList();
    return switch (objective.kind()) {
      case "sparsest" ->
          choose(
              open,
              c -> baselineAccuracy - objective.maxAccuracyDrop() - c.accuracy(),
              SPARSEST,
              MOST_ACCURATE,
              "most sparse within "
                  + plain(objective.maxAccuracyDrop())
                  + " of the baseline's accuracy",
              "accuracy");
      case "most-accurate" ->
          choose(
              open,
              c -> objective.minSparsity() - c.sparsity() - halfWeight(c),
              MOST_ACCURATE,
              SPARSEST,
              "most accurate at a sparsity of at least " + plain(objective.minSparsity()),
              "sparsity");
      case "knee" -> {
        Optional<CandidateResult> knee = knee(front(measured), front(open));
        yield new Choice(
            knee, knee.isPresent(), "the knee of the front of sparsity against accuracy");
      }
      default -> throw new IllegalArgumentException("objective " + objective.kind());
    };
  }

  private static Choice choose(
      List<CandidateResult> open,
      ToDoubleFunction<CandidateResult> shortfall,
      Comparator<CandidateResult> order,
      Comparator<CandidateResult> nearest,
      String text,
      String what) {
    Optional<CandidateResult> best =
        open.stream().filter(c -> shortfall.applyAsDouble(c) <= ROUNDING).min(order);
    if (best.isPresent()) {
      return new Choice(best, true, text);
    }
    Optional<CandidateResult> near = open.stream().min(nearest);
    String missing =
        near.map(c -> "the nearest lacks " + plain(shortfall.applyAsDouble(c)) + " of " + what)
            .orElse("no candidate was done");
    return new Choice(near, false, text + "; none meets it: " + missing);
  }

  /** Half a weight's share: the rounding of {@code round(s · N)} is no shortfall. */
  private static double halfWeight(CandidateResult c) {
    double pruned = c.layers().stream().mapToDouble(l -> l.sparsity() * l.weights()).sum();
    return pruned > 0 ? 0.5 * c.sparsity() / pruned : 0;
  }

  private static Optional<CandidateResult> knee(
      List<CandidateResult> front, List<CandidateResult> openFront) {
    List<CandidateResult> eligible =
        front.stream().filter(c -> c.spec().control().isEmpty()).toList();
    long points = front.stream().map(c -> List.of(c.sparsity(), c.accuracy())).distinct().count();
    if (eligible.isEmpty() || points < 3) {
      return (eligible.isEmpty() ? openFront : eligible).stream().min(SPARSEST);
    }
    CandidateResult dense = front.get(0);
    CandidateResult sparse = front.get(front.size() - 1);
    double width = sparse.sparsity() - dense.sparsity();
    double height = dense.accuracy() - sparse.accuracy();
    return eligible.stream()
        .min(
            Comparator.comparingDouble(
                    (CandidateResult c) ->
                        -((c.sparsity() - dense.sparsity()) / width
                                + (c.accuracy() - sparse.accuracy()) / height
                                - 1)
                            / Math.sqrt(2))
                .thenComparing(SPARSEST));
  }

  private static List<CandidateResult> front(List<CandidateResult> measured) {
    return measured.stream()
        .filter(c -> measured.stream().noneMatch(other -> beats(other, c)))
        .sorted(Comparator.comparingDouble(CandidateResult::sparsity).thenComparing(BY_ID))
        .toList();
  }

  private static boolean beats(CandidateResult a, CandidateResult b) {
    return a.sparsity() >= b.sparsity()
        && a.accuracy() >= b.accuracy()
        && (a.sparsity() > b.sparsity() || a.accuracy() > b.accuracy());
  }

  private static boolean measured(CandidateResult c) {
    return (c.status() == Status.DONE || c.status() == Status.STOPPED)
        && Double.isFinite(c.accuracy());
  }

  private static String plain(double share) {
    return BigDecimal.valueOf(share).round(new MathContext(6)).stripTrailingZeros().toPlainString();
  }
}
