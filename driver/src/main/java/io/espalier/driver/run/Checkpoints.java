package io.espalier.driver.run;

import io.espalier.driver.fault.FaultPoint;
import io.espalier.input.InputException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run's checkpoints, {@code checkpoint/}: each is a manifest and the files that it names, all
 * written before it under names that no other driver uses. The newest manifest counts whose own
 * checksum and all of whose files' hold; the one before it is kept too. {@code latest} names the
 * newest, for a store that lists late, and is believed in nothing else.
 */
public final class Checkpoints {
  static final String FOLDER = "checkpoint";
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final String LATEST = FOLDER + "/latest";

  /** A manifest's name, and in it its number. */
  private static final String MANIFEST = "manifest-([0-9]{1,18})\\.json";

  private final String folder;
  private final Files files;
  private final Lease lease;

  private Manifest last;
  private long next;
  private Spent spent = Spent.NOTHING;

  Checkpoints(String folder, Files files, Lease lease) {
    this.folder = folder;
    this.files = files;
    this.lease = lease;
    for (String name : files.list(FOLDER)) {
      next = Math.max(next, 1 + number(name));
    }
  }

  /**
   * A checkpoint that is there undamaged.
   *
   * @param round rounds that the live candidates have behind them
   * @param live ids of the wave that was under way
   */
  public record Found(RunIdentity identity, int round, List<String> live) {}

  /**
   * What the commits of this process took, from states in memory to manifests on the disk.
   *
   * @param commits that came to their end
   * @param nanos of wall time, in which the driver does nothing else and all cores wait
   * @param bytes of states and ended waves
   */
  public record Spent(int commits, long nanos, long bytes) {
    public static final Spent NOTHING = new Spent(0, 0, 0);

    private Spent and(long moreNanos, long moreBytes) {
      return new Spent(commits + 1, nanos + moreNanos, bytes + moreBytes);
    }
  }

  /** Reads a file of a checkpoint. */
  @FunctionalInterface
  public interface Reader<T> {
    T from(DataInputStream in) throws IOException;
  }

  /** Whether there is anything of a checkpoint, damaged or not. */
  public boolean any() {
    return !numbers().isEmpty();
  }

  /** The newest checkpoint that is whole; it is what {@link #state} and {@link #waves} read. */
  public Optional<Found> newest() {
    for (long number : numbers().descendingSet()) {
      Optional<Manifest> whole = whole(number);
      if (whole.isPresent()) {
        last = whole.get();
        LOG.info("{} goes on from checkpoint {}", folder, number);
        return Optional.of(new Found(last.identity(), last.round(), last.live()));
      }
    }
    return Optional.empty();
  }

  private TreeSet<Long> numbers() {
    TreeSet<Long> numbers = new TreeSet<>();
    for (String name : files.list(FOLDER)) {
      if (name.matches(MANIFEST)) {
        numbers.add(number(name));
      }
    }
    if (files.exists(LATEST)) {
      String hint = new String(files.read(LATEST), StandardCharsets.UTF_8).strip();
      if (hint.matches("[0-9]{1,18}") && files.exists(manifest(Long.parseLong(hint)))) {
        numbers.add(Long.valueOf(hint));
      }
    }
    return numbers;
  }

  private Optional<Manifest> whole(long number) {
    String name = manifest(number);
    try {
      Manifest manifest = Manifest.of(folder + "/" + name, files.read(name));
      for (Written file : manifest.files()) {
        if (!files.measured(file.name()).equals(file)) {
          files.incidents().add(damage(number) + file.name() + " differs from its checksum");
          return Optional.empty();
        }
      }
      return Optional.of(manifest);
    } catch (InputException | UncheckedIOException e) {
      files.incidents().add(damage(number) + e.getMessage());
      return Optional.empty();
    }
  }

  private String damage(long number) {
    return "checkpoint " + number + " of " + folder + " is damaged, and an older one is used: ";
  }

  /**
   * Reads the live candidates' states.
   *
   * @return empty where a wave had just ended
   */
  public <T> Optional<T> state(Reader<T> reader) {
    return last.state().map(file -> read(file, reader));
  }

  /** Reads the ended waves, in their order. */
  public <T> List<T> waves(Reader<T> reader) {
    return waves().stream().map(file -> read(file, reader)).toList();
  }

  private List<Written> waves() {
    return last == null ? List.of() : last.waves();
  }

  private <T> T read(Written file, Reader<T> reader) {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(files.open(file.name()), 1 << 16))) {
      return reader.from(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder + "/" + file.name(), e);
    }
  }

  /**
   * Commits the states of a wave that goes on.
   *
   * @param round rounds that the candidates have behind them
   * @throws LeaseLostException if another driver has taken over
   */
  public void commit(RunIdentity identity, int round, List<String> live, Content state) {
    long began = System.nanoTime();
    Written written = write("state", state);
    commit(identity, round, live, Optional.of(written), waves());
    spent = spent.and(System.nanoTime() - began, written.size());
  }

  /**
   * Commits a wave that is over.
   *
   * @throws LeaseLostException if another driver has taken over
   */
  public void commit(RunIdentity identity, Content wave) {
    long began = System.nanoTime();
    List<Written> ended = new ArrayList<>(waves());
    Written written = write("wave", wave);
    ended.add(written);
    commit(identity, 0, List.of(), Optional.empty(), ended);
    spent = spent.and(System.nanoTime() - began, written.size());
  }

  /** What the commits took so far. */
  public Spent spent() {
    return spent;
  }

  private Written write(String kind, Content content) {
    return files.writeAhead(
        String.format("%s/%s-%s-%08d.bin", FOLDER, kind, lease.id().substring(0, 8), next),
        FaultPoint.CHECKPOINT_WRITE,
        content);
  }

  private void commit(
      RunIdentity identity,
      int round,
      List<String> live,
      Optional<Written> state,
      List<Written> ended) {
    Manifest manifest =
        new Manifest(next, lease.id(), identity, round, live, state, List.copyOf(ended));
    lease.check();
    files.writeNew(manifest(next), FaultPoint.MANIFEST, out -> out.write(manifest.bytes()));
    files.write(LATEST, (next + "\n").getBytes(StandardCharsets.UTF_8));
    removeAllBut(last, manifest);
    last = manifest;
    next++;
  }

  private void removeAllBut(Manifest before, Manifest now) {
    Set<String> wanted = new LinkedHashSet<>(List.of(LATEST));
    for (Manifest kept : before == null ? List.of(now) : List.of(before, now)) {
      wanted.add(manifest(kept.number()));
      kept.files().forEach(f -> wanted.add(f.name()));
    }
    for (String name : files.list(FOLDER)) {
      if (!wanted.contains(FOLDER + "/" + name)) {
        files.delete(FOLDER + "/" + name);
      }
    }
  }

  /** Removes all of them: the run is finished, and its own files say so. */
  public void clear() {
    lease.check();
    files.delete(FOLDER);
  }

  private static String manifest(long number) {
    return String.format("%s/manifest-%08d.json", FOLDER, number);
  }

  /** Of any file of a checkpoint; -1 of others. */
  private static long number(String name) {
    String digits = name.replaceAll(".*-([0-9]{1,18})\\..*", "$1");
    return digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : -1;
  }
}
