package io.espalier.driver.report;

import static io.espalier.driver.report.Html.escape;
import static io.espalier.driver.report.Html.factor;
import static io.espalier.driver.report.Html.percent;
import static io.espalier.driver.report.Html.points;

import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.driver.run.RunResult;
import io.espalier.driver.spec.PruneSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The page's head: what was asked, what was found, and the best candidate's figures. */
final class Verdict {
  private Verdict() {}

  static String html(RunResult result) {
    return "<header><p class=\"kicker\">Espalier pruning run</p><h1>"
        + escape(result.name())
        + "</h1>"
        + result.best().map(b -> found(result, b)).orElse(nothing(result))
        + "<p class=\"counts\">"
        + escape(counts(result))
        + "</p></header>";
  }

  private static String found(RunResult result, RunResult.Best best) {
    RunResult.Baseline base = result.baseline();
    double change = best.validationAccuracy() - base.validationAccuracy();
    return "<p class=\"lead\"><strong>"
        + percent(best.sparsity())
        + " of the prunable weights are gone</strong>, and validation accuracy is "
        + percent(best.validationAccuracy())
        + ", "
        + compared(change)
        + ".</p>"
        + objective(result.objective())
        + "<p class=\"what\">Best candidate: <code>"
        + escape(best.id())
        + "</code> "
        + escape(settings(result, best.id()))
        + "</p><dl class=\"tiles\">"
        + tile("Sparsity", percent(best.sparsity()), "of prunable weights")
        + tile("Compression", factor(best.compressionRatio()), "all parameters / those left")
        + tile("Theoretical speed-up", factor(best.theoreticalSpeedup()), "FLOPs dense / left")
        + tile("Validation accuracy", percent(best.validationAccuracy()), points(change))
        + tile(
            "Test accuracy",
            percent(best.testAccuracy()),
            points(best.testAccuracy() - base.testAccuracy()))
        + tile(
            "Generalisation gap",
            points(best.generalisationGap()).replace(" points", ""),
            "baseline " + points(base.generalisationGap()))
        + "</dl><p class=\"note\">Accuracies are compared with the dense baseline. The gap is"
        + " training minus test accuracy"
        + escape(gap(base.generalisationGap(), best.generalisationGap()))
        + ". Test data were read once, for these two networks alone.</p>";
  }

  private static String nothing(RunResult result) {
    return "<p class=\"lead\"><strong>No candidate came to its end.</strong> The reasons are"
        + " below.</p>"
        + objective(result.objective());
  }

  private static String objective(RunResult.Objective objective) {
    return "<p class=\"objective "
        + (objective.met() ? "met" : "missed")
        + "\"><span class=\"badge\">"
        + (objective.met() ? "✓ objective met" : "✗ objective not met")
        + "</span> "
        + escape(objective.text())
        + (objective.met() ? "" : " — what is shown is the nearest")
        + "</p>";
  }

  private static String compared(double change) {
    String size = points(change);
    if (size.startsWith("±")) {
      return "the same as the dense baseline's";
    }
    return size.substring(1) + (change < 0 ? " below" : " above") + " the dense baseline";
  }

  private static String gap(double before, double after) {
    double narrowed = before - after;
    if (!Double.isFinite(narrowed)) {
      return "";
    }
    if (Math.abs(narrowed) < 5e-4) {
      return "; pruning did not change it by more than 0.05 points";
    }
    return "; pruning "
        + (narrowed > 0 ? "narrowed" : "widened")
        + " it by "
        + points(narrowed).substring(1);
  }

  private static String settings(RunResult result, String id) {
    return result.candidates().stream()
        .filter(c -> c.spec().id().equals(id))
        .findFirst()
        .map(CandidateResult::spec)
        .map(
            s -> {
              PruneSpec p = s.prune();
              return String.join(
                  " · ",
                  p.criterion(),
                  p.granularity(),
                  p.scope(),
                  p.schedule() + (p.steps() > 1 ? " in " + p.steps() + " steps" : ""),
                  "seed " + s.seed());
            })
        .orElse("");
  }

  private static String counts(RunResult result) {
    List<String> parts = new ArrayList<>();
    for (Status status : List.of(Status.DONE, Status.STOPPED, Status.FAILED, Status.LOST)) {
      long n = result.candidates().stream().filter(c -> c.status() == status).count();
      if (n > 0 || status == Status.DONE) {
        parts.add(n + " " + status.name().toLowerCase(Locale.ROOT));
      }
    }
    return result.candidates().size()
        + (result.candidates().size() == 1 ? " candidate: " : " candidates: ")
        + String.join(", ", parts)
        + ". "
        + Html.seconds(result.seconds().total())
        + " in all, "
        + Html.seconds(result.seconds().baseline())
        + " for the baseline, "
        + Html.seconds(result.seconds().sweep())
        + " for the sweep.";
  }

  private static String tile(String name, String value, String note) {
    return "<div><dt>"
        + escape(name)
        + "</dt><dd>"
        + escape(value)
        + "<small>"
        + escape(note)
        + "</small></dd></div>";
  }
}
