package io.espalier.driver.cli;

import io.espalier.driver.plan.Plan;
import io.espalier.driver.round.CandidateRun;
import io.espalier.driver.round.Ledger;
import io.espalier.driver.round.Progress;
import io.espalier.driver.run.RunResult;
import io.espalier.model.Network;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine;

/**
 * A run on the terminal: the plan, one progress line with the time left, plain lines where nobody
 * watches, the table at the end. What matters goes to standard output, what passes to standard
 * error.
 */
final class Terminal implements Progress, AutoCloseable {
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean watched = System.console() != null;
  private ProgressBar bar;
  private long phaseBegan;

  Terminal(CommandLine line) {
    this.out = line.getOut();
    this.err = line.getErr();
  }

  @Override
  public void phase(String text) {
    closeBar();
    phaseBegan = System.nanoTime();
    err.println(text + " …");
    err.flush();
  }

  @Override
  public void planned(Plan plan, Network network, String trainer) {
    closeBar();
    out.println(PlanText.of(plan, network, trainer));
    out.flush();
    phaseBegan = System.nanoTime();
  }

  @Override
  public void round(int done, int total, String text) {
    if (!watched) {
      double spent = (System.nanoTime() - phaseBegan) / 1e9;
      err.printf(
          "round %d/%d: %s, %s left%n", done, total, text, time(spent / done * (total - done)));
      err.flush();
      return;
    }
    if (bar == null || bar.getMax() != total) {
      closeBar();
      bar =
          new ProgressBarBuilder()
              .setTaskName("rounds")
              .setInitialMax(total)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(500)
              .build();
    }
    bar.setExtraMessage(text);
    bar.stepTo(done);
    if (done == total) {
      closeBar();
    }
  }

  @Override
  public void ended(CandidateRun candidate) {
    closeBar();
    err.println(candidate.id() + " " + candidate.status() + ": " + candidate.reason());
    err.flush();
  }

  @Override
  public void finished(RunResult result, Ledger ledger) {
    closeBar();
    out.printf(
        "bytes moved: %s a round of fine-tuning (%d of them), %s in all%n",
        PlanText.bytes(ledger.bytesARound()), ledger.rounds(), PlanText.bytes(ledger.bytes()));
    out.println(ResultText.of(result));
    out.flush();
  }

  @Override
  public void cutOff(String folder, String why) {
    closeBar();
    err.printf(
        "espalier: cut off %s; what is committed stays, go on by: espalier sweep --resume %s%n",
        why, folder);
    err.flush();
  }

  @Override
  public void found(RunResult result) {
    closeBar();
    err.println(result.folder() + " is finished: nothing is left to do");
    err.flush();
    out.println(ResultText.of(result));
    out.flush();
  }

  private void closeBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  private static String time(double seconds) {
    long s = Math.round(seconds);
    return s < 60 ? s + " s" : s / 60 + " min " + s % 60 + " s";
  }

  @Override
  public void close() {
    closeBar();
  }
}
