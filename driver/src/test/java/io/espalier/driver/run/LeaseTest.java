package io.espalier.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.input.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {
  /** A clock that a test sets. */
  private static final class Hand extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private static final Owner FIRST =
      new Owner("alpha", 11, "first-random-id", "", "", YarnAttempt.NONE);
  private static final Owner SECOND =
      new Owner("beta", 22, "second-random-id", "", "", YarnAttempt.NONE);

  @TempDir Path dir;
  private final Hand clock = new Hand();
  private Files files;

  @BeforeEach
  void open() {
    files = Files.of(new org.apache.hadoop.fs.Path(dir.toString()), new Configuration());
  }

  private Lease take(Owner owner) {
    return Lease.take("runs/a", files, clock, owner);
  }

  private void pass(Duration time) {
    clock.now = clock.now.plus(time);
  }

  @Test
  void aSecondDriverIsToldWhoHasItAndUntilWhen() {
    Lease first = take(FIRST);
    assertThatThrownBy(() -> take(SECOND))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "runs/a is being worked on: its lease belongs to alpha, process 11, and expires at"
                + " 2026-01-01T00:01:00Z unless renewed, expected one driver a run folder; wait for"
                + " it, or end it first");
    first.check();
  }

  @Test
  void aLeaseThatIsGivenBackCanBeHad() throws IOException {
    take(FIRST).close();
    assertThat(dir).isEmptyDirectory();
    take(SECOND).check();
  }

  /** The limit itself counts as expired. */
  @Test
  void anExpiredLeaseIsTakenOverAndItsFormerOwnerNotices() {
    Lease first = take(FIRST);
    pass(Lease.TERM.minusMillis(1));
    assertThatThrownBy(() -> take(SECOND)).isInstanceOf(InputException.class);
    pass(Duration.ofMillis(1));
    Lease second = take(SECOND);

    assertThatThrownBy(first::check)
        .isInstanceOf(LeaseLostException.class)
        .hasMessage("runs/a was taken over by beta, process 22: this driver stops");
    assertThatThrownBy(first::renew).isInstanceOf(LeaseLostException.class);
    first.close();
    second.check();
  }

  @Test
  void aRenewedLeaseLastsAnotherTerm() {
    Lease first = take(FIRST);
    pass(Lease.TERM.minusSeconds(1));
    first.renew();
    pass(Lease.TERM.minusSeconds(1));
    assertThatThrownBy(() -> take(SECOND)).isInstanceOf(InputException.class);
  }

  /** A driver that was frozen for longer than a term, and that nobody replaced, goes on. */
  @Test
  void anExpiredLeaseThatNobodyTookIsStillItsOwners() {
    Lease first = take(FIRST);
    pass(Lease.TERM.multipliedBy(3));
    first.check();
    first.renew();
    assertThatThrownBy(() -> take(SECOND)).isInstanceOf(InputException.class);
  }

  @Test
  void ofTwoThatFoundItExpiredOneIsLeft() {
    take(FIRST);
    pass(Lease.TERM);
    Lease second = take(SECOND);
    pass(Lease.TERM);
    Lease third = take(new Owner("gamma", 33, "third-random-id", "", "", YarnAttempt.NONE));

    assertThatThrownBy(second::check).isInstanceOf(LeaseLostException.class);
    third.check();
  }

  @Test
  void aLeaseOfADeadProcessOfThisMachineIsTakenAtOnce() {
    Owner here = Owner.here();
    // No process has the highest number that there can be.
    Owner dead =
        new Owner(
            here.host(), Integer.MAX_VALUE, "dead", here.machine(), here.began(), YarnAttempt.NONE);
    assertThat(here.dead()).isFalse();
    assertThat(dead.dead()).isEqualTo(!here.machine().isEmpty());
    assertThat(new Owner(here.host(), Integer.MAX_VALUE, "dead", "", "", YarnAttempt.NONE).dead())
        .isFalse();
    take(dead);
    if (dead.dead()) {
      take(SECOND).check();
    }
  }

  /** The number of a process that died may be another's by now. */
  @Test
  void aProcessThatBeganAtAnotherTimeIsAnotherOne() {
    Owner here = Owner.here();
    Owner earlier =
        new Owner(
            here.host(),
            here.pid(),
            "earlier",
            here.machine(),
            "2020-01-01T00:00:00Z",
            YarnAttempt.NONE);
    assertThat(earlier.dead()).isEqualTo(!here.machine().isEmpty() && !here.began().isEmpty());
  }

  private static Owner attempt(String application, String container) {
    YarnAttempt attempt = YarnAttempt.of(application, container);
    return new Owner("any", 1, container, "", "", attempt);
  }

  /** On another machine, where nobody can look whether the one before it is dead. */
  @Test
  void yarnsNextAttemptTakesTheLeaseOfTheOneBeforeAtOnce() {
    String application = "application_1410901177871_0001";
    Owner one = attempt(application, "container_1410901177871_0001_01_000001");
    Owner two = attempt(application, "container_e7_1410901177871_0001_02_000001");
    take(one);
    for (Owner other :
        List.of(
            SECOND,
            attempt(application, "container_1410901177871_0001_01_000009"),
            attempt(
                application.replace("1_0001", "1_0002"), "container_1410901177871_0002_02_000001"),
            attempt("", "container_1410901177871_0001_02_000003"))) {
      assertThatThrownBy(() -> take(other)).isInstanceOf(InputException.class);
    }
    take(two).check();
    assertThatThrownBy(() -> take(one)).isInstanceOf(InputException.class);
  }

  @Test
  void aLeaseThatCannotBeReadIsNobodys() throws IOException {
    java.nio.file.Files.writeString(dir.resolve("lease.json"), "");
    take(FIRST).check();
  }

  @Test
  void aLeaseThatSomeoneRemovedIsLost() throws IOException {
    Lease first = take(FIRST);
    java.nio.file.Files.delete(dir.resolve("lease.json"));
    assertThatThrownBy(first::check)
        .isInstanceOf(LeaseLostException.class)
        .hasMessageContaining("someone who removed lease.json");
  }
}
