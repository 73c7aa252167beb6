package io.espalier.driver.round;

import io.espalier.model.Network;
import io.espalier.train.Trainer;
import io.espalier.train.TrainerKind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Trainers that wait in this JVM for their next task, since to make and to close one costs more
 * than a small round. A trainer's results depend on its arguments alone, so it does not matter
 * which one a task gets. There are never more of them than tasks have run at once.
 */
final class TrainerPool {
  /** This JVM's. */
  static final TrainerPool SHARED = new TrainerPool(Trainers::open);

  private record Idle(String network, TrainerKind kind, Trainer trainer) {}

  private final BiFunction<Network, TrainerKind, Trainer> open;

  /** The one that was used last is first. */
  private final Deque<Idle> idle = new ArrayDeque<>();

  private int busy;
  private int most;

  TrainerPool(BiFunction<Network, TrainerKind, Trainer> open) {
    this.open = open;
  }

  /** Does a task's work with a trainer of its own; one under which the work throws is closed. */
  <T> T with(Arithmetic arithmetic, Function<Trainer, T> work) {
    Trainer trainer = borrow(arithmetic);
    boolean done = false;
    try {
      T result = work.apply(trainer);
      done = true;
      return result;
    } finally {
      giveBack(arithmetic, trainer, done);
    }
  }

  private Trainer borrow(Arithmetic a) {
    Trainer found = null;
    Trainer dropped = null;
    synchronized (this) {
      busy++;
      most = Math.max(most, busy);
      for (Iterator<Idle> all = idle.iterator(); all.hasNext() && found == null; ) {
        Idle next = all.next();
        if (next.network().equals(a.digest()) && next.kind() == a.kind()) {
          found = next.trainer();
          all.remove();
        }
      }
      if (busy + idle.size() > most) {
        dropped = idle.removeLast().trainer();
      }
    }
    if (dropped != null) {
      dropped.close();
    }
    return found == null ? opened(a) : found;
  }

  private Trainer opened(Arithmetic a) {
    try {
      return open.apply(a.network(), a.kind());
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        busy--;
      }
      throw e;
    }
  }

  private void giveBack(Arithmetic a, Trainer trainer, boolean reusable) {
    synchronized (this) {
      busy--;
      if (reusable) {
        idle.addFirst(new Idle(a.digest(), a.kind(), trainer));
      }
    }
    if (!reusable) {
      trainer.close();
    }
  }
}
