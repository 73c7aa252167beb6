package io.espalier.driver.cli;

import io.espalier.datasets.fetch.FetchListener;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A download on the terminal: a bar a file, or a line a file where nobody watches. */
final class FetchProgress implements FetchListener, AutoCloseable {
  private final PrintWriter err;
  private final boolean watched = System.console() != null;
  private ProgressBar bar;

  FetchProgress(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void started(String file, long already, long total) {
    close();
    if (watched) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(file)
              .setInitialMax(total)
              .setStyle(ProgressBarStyle.ASCII)
              .setUnit(" kB", 1000)
              .build();
      bar.stepTo(already);
    } else {
      say(file + ": " + (total < 0 ? "size unknown" : PlanText.bytes(total)) + " …");
    }
  }

  @Override
  public void advanced(String file, long total) {
    if (bar != null) {
      bar.stepTo(total);
    }
  }

  @Override
  public void finished(String file) {
    close();
    say(file + ": checksum right");
  }

  private void say(String line) {
    err.println(line);
    err.flush();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
