package io.espalier.driver.run;

import io.espalier.driver.run.CandidateResult.Layer;
import io.espalier.driver.run.CandidateResult.Round;
import io.espalier.measure.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * One hash of all that must be identical between two runs of the same seed, configuration and shard
 * counts: parameters, masks, every metric and count, by their exact bits. Times, hosts, provenance
 * (where the data lay, how Spark ran), bytes moved, and the wording of reasons and stacks are left
 * out.
 */
public final class Fingerprint {
  private static final String FORMAT = "espalier/fingerprint/1";

  private final MessageDigest sha = Digest.sha256();

  private Fingerprint() {}

  /**
   * SHA-256 in hex, of what the folder's files say.
   *
   * @throws io.espalier.input.InputException if the run did not come to its end, or a file is
   *     damaged
   */
  public static String of(RunFolder folder) {
    return of(folder.result());
  }

  static String of(RunResult result) {
    Fingerprint f = new Fingerprint();
    f.add(FORMAT);
    f.add(result.baseline());
    f.add(result.objective().met());
    f.add(result.best().isPresent());
    result.best().ifPresent(f::add);
    f.add(result.pareto().size());
    result.pareto().forEach(f::add);
    List<CandidateResult> byId =
        result.candidates().stream().sorted(Comparator.comparing(c -> c.spec().id())).toList();
    f.add(byId.size());
    byId.forEach(f::add);
    return HexFormat.of().formatHex(f.sha.digest());
  }

  private void add(RunResult.Baseline b) {
    add(b.validationAccuracy());
    add(b.testAccuracy());
    add(b.trainAccuracy());
    add(b.parameters());
    add(b.flops());
    add(b.parametersHash());
  }

  private void add(RunResult.Best b) {
    add(b.id());
    add(b.sparsity());
    add(b.compressionRatio());
    add(b.theoreticalSpeedup());
    add(b.validationAccuracy());
    add(b.testAccuracy());
    add(b.trainAccuracy());
  }

  private void add(CandidateResult c) {
    add(c.spec().id());
    add(c.status().name());
    add(c.targetSparsity());
    add(c.sparsity());
    add(c.compressionRatio());
    add(c.theoreticalSpeedup());
    add(c.accuracyPruned());
    add(c.accuracy());
    add(c.loss());
    add(c.parametersLeft());
    add(c.flopsLeft());
    add(c.bytesDense());
    add(c.bytesCompressed());
    add(c.parametersHash());
    add(c.maskHash());
    add(c.pareto());
    add(c.layers().size());
    for (Layer l : c.layers()) {
      add(l.name());
      add(l.weights());
      add(l.requestedSparsity());
      add(l.sparsity());
      add(l.why());
      add(l.agreement());
    }
    add(c.rounds().size());
    for (Round r : c.rounds()) {
      add(r.round());
      add(r.step());
      add(r.sparsity());
      add(r.trainLoss());
      add(r.accuracy());
    }
  }

  private void add(double value) {
    add(Double.doubleToLongBits(value));
  }

  private void add(boolean value) {
    sha.update((byte) (value ? 1 : 0));
  }

  private void add(long value) {
    sha.update(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }

  /** With its length before it: two texts cannot pass for two others. */
  private void add(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    add(utf8.length);
    sha.update(utf8);
  }
}
