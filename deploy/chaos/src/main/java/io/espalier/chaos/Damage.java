package io.espalier.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** What can happen to files that nobody writes. */
final class Damage {
  private Damage() {}

  /** Those of a folder whose names match, by name. */
  static List<Path> files(Path folder, String regex) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(f -> f.getFileName().toString().matches(regex)).sorted().toList();
    }
  }

  /** The newest of them. */
  static Path newest(Path folder, String regex) throws IOException {
    List<Path> all = files(folder, regex);
    return all.stream()
        .max(java.util.Comparator.comparing(f -> f.getFileName().toString().replaceAll(".*-", "")))
        .orElseThrow(() -> new IllegalStateException("no " + regex + " in " + folder));
  }

  /** Cuts a file off. */
  static void truncate(Path file, long length) throws IOException {
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) length));
  }

  /** Flips one bit, anywhere. */
  static void flip(Path file, SplittableRandom random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    Files.write(file, bytes);
  }

  /** Copies a folder with all in it; one that is there is replaced. */
  static void copy(Path from, Path to) throws IOException {
    remove(to);
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  /** Removes a folder with all in it, if it is there. */
  static void remove(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path file : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
