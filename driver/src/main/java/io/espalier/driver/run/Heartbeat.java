package io.espalier.driver.run;

import java.io.UncheckedIOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews a lease, four times a term, for as long as it is open. */
public final class Heartbeat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
  private static final long MILLIS = Lease.TERM.toMillis() / 4;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread t = new Thread(work, "espalier-lease");
            t.setDaemon(true);
            return t;
          });

  public Heartbeat(Lease lease) {
    var unused =
        thread.scheduleWithFixedDelay(() -> beat(lease), MILLIS, MILLIS, TimeUnit.MILLISECONDS);
  }

  private void beat(Lease lease) {
    try {
      lease.renew();
    } catch (UncheckedIOException e) {
      LOG.warn("the lease could not be renewed, and is tried again", e);
    } catch (LeaseLostException e) {
      LOG.error("{}", e.getMessage());
      thread.shutdown(); // the run notices before it commits again
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
