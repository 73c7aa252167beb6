package io.espalier.driver.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.driver.fault.FaultPoint;
import io.espalier.input.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code lease.json}: who drives a run folder, and until when. A file system cannot compare and set
 * in one step, so that two drivers may both believe to have taken an expired lease; the file has
 * one of them, and the other one notices at its next {@link #check()}, before it commits anything.
 * Clocks of different machines must agree to within a fraction of {@link #TERM}.
 */
public final class Lease implements AutoCloseable {
  static final String FILE = "lease.json";

  /** A driver that is not heard of for so long may be replaced. */
  public static final Duration TERM = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String folder;
  private final Files files;
  private final Clock clock;
  private final Owner owner;
  private boolean closed;
  private String overtaken = "";

  private record Held(Owner owner, Instant expires) {}

  private Lease(String folder, Files files, Clock clock, Owner owner) {
    this.folder = folder;
    this.files = files;
    this.clock = clock;
    this.owner = owner;
  }

  /**
   * Takes the lease.
   *
   * @throws InputException if another driver has it
   */
  static Lease take(String folder, Files files, Clock clock) {
    return take(folder, files, clock, Owner.here());
  }

  static Lease take(String folder, Files files, Clock clock, Owner owner) {
    Lease lease = new Lease(folder, files, clock, owner);
    lease.take();
    return lease;
  }

  /**
   * Looks whether a folder could be had now, and writes nothing.
   *
   * @throws InputException if another driver has it
   */
  static void refuseHeld(String folder, Files files, Clock clock) {
    new Lease(folder, files, clock, Owner.here()).refuseOther();
  }

  private void take() {
    boolean free = refuseOther().isEmpty() && !files.exists(FILE);
    if (free && !files.create(FILE, FaultPoint.LEASE, bytes())) {
      refuseOther();
      throw refused("another driver");
    }
    if (!free) {
      files.write(FILE, FaultPoint.LEASE, bytes());
    }
    Optional<Held> now = held();
    if (now.isEmpty() || !mine(now.get())) {
      throw refused(now.map(h -> h.owner().toString()).orElse("another driver"));
    }
    if (!overtaken.isEmpty()) {
      files.incidents().add(overtaken);
    }
  }

  /**
   * @return the one who has lost it, if there is one
   * @throws InputException if there is one who has not
   */
  private Optional<Held> refuseOther() {
    Optional<Held> held = held();
    if (held.isPresent() && !mine(held.get())) {
      Held other = held.get();
      Optional<String> why = lost(other);
      if (why.isEmpty()) {
        throw refused(other.owner() + ", and expires at " + other.expires() + " unless renewed");
      }
      overtaken = "the lease of " + other.owner() + ", which " + why.get() + ", is taken over";
    }
    return held;
  }

  /** Why another's lease is none any more. */
  private Optional<String> lost(Held other) {
    if (other.owner().dead()) {
      return Optional.of("is dead");
    }
    if (owner.attempt().follows(other.owner().attempt())) {
      return Optional.of("YARN saw end");
    }
    return clock.instant().isBefore(other.expires())
        ? Optional.empty()
        : Optional.of("expired at " + other.expires());
  }

  private InputException refused(String who) {
    return new InputException(
        folder,
        "is being worked on: its lease belongs to " + who,
        "one driver a run folder; wait for it, or end it first");
  }

  /**
   * Says that this driver is alive.
   *
   * @throws LeaseLostException if another one has taken over
   */
  public synchronized void renew() {
    if (!closed) {
      check();
      files.write(FILE, FaultPoint.LEASE, bytes());
    }
  }

  /**
   * Makes sure that the lease is still this driver's.
   *
   * @throws LeaseLostException if another one has taken over
   */
  public synchronized void check() {
    Optional<Held> held = held();
    if (held.isEmpty() || !mine(held.get())) {
      throw new LeaseLostException(
          folder, held.map(h -> h.owner().toString()).orElse("someone who removed " + FILE));
    }
  }

  /** Gives the lease back, if it is still this driver's. */
  @Override
  public synchronized void close() {
    closed = true;
    if (held().filter(this::mine).isPresent()) {
      files.delete(FILE);
    }
  }

  /** The random name of its owner. */
  String id() {
    return owner.id();
  }

  private boolean mine(Held held) {
    return held.owner().id().equals(owner.id());
  }

  /** What cannot be read is nobody's: who was writing it will find another's there, and stop. */
  private Optional<Held> held() {
    if (!files.exists(FILE)) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(files.read(FILE));
      return Optional.of(
          new Held(Owner.read(json.path("owner")), Instant.parse(json.path("expires").asText())));
    } catch (IOException | DateTimeParseException e) {
      LOG.warn("{}/{} cannot be read", folder, FILE, e);
      return Optional.empty();
    }
  }

  private byte[] bytes() {
    ObjectNode json = JSON.createObjectNode().put("schema", RunJson.schema("lease"));
    owner.write(json.putObject("owner"));
    Instant now = clock.instant();
    json.put("heartbeat", now.toString()).put("expires", now.plus(TERM).toString());
    return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
