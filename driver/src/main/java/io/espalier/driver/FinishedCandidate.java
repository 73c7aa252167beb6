package io.espalier.driver;

import io.espalier.driver.round.CandidateCodec;
import io.espalier.driver.round.StateReader;
import io.espalier.driver.round.StateWriter;
import io.espalier.driver.round.Subject;
import io.espalier.driver.run.CandidateFile;
import io.espalier.driver.run.CandidateResult;
import io.espalier.mask.Mask;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A candidate that has its rounds behind it.
 *
 * @param kept empty where nobody will ask for its model any more
 */
record FinishedCandidate(CandidateResult result, Optional<KeptModel> kept) {
  private static final int MAGIC = 0x45535057;
  private static final int VERSION = 1;

  String id() {
    return result.spec().id();
  }

  boolean failed() {
    return failed(result.status());
  }

  static boolean failed(CandidateResult.Status status) {
    return status == CandidateResult.Status.FAILED || status == CandidateResult.Status.LOST;
  }

  /** A wave of them: the magic {@code ESPW}, version 1, how many, and each. */
  static void write(List<FinishedCandidate> wave, DataOutputStream to) throws IOException {
    StateWriter out = new StateWriter(to);
    out.header(MAGIC, VERSION);
    out.whole(wave.size());
    for (FinishedCandidate c : wave) {
      out.bytes(CandidateFile.bytes(c.result()));
      out.flag(c.kept().isPresent());
      if (c.kept().isPresent()) {
        KeptModel kept = c.kept().get();
        out.mask(kept.mask());
        out.flag(kept.subject().own() != null);
        out.floats(kept.survivors());
      }
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if it is something else, or of another version
   */
  static List<FinishedCandidate> read(CandidateCodec codec, DataInputStream from)
      throws IOException {
    StateReader in = new StateReader(from);
    in.header(MAGIC, VERSION, "wave");
    List<FinishedCandidate> wave = new ArrayList<>();
    for (int left = in.whole(); left > 0; left--) {
      CandidateResult result = CandidateFile.of(in.bytes(), "a checkpoint's candidate");
      Optional<KeptModel> kept = Optional.empty();
      if (in.flag()) {
        Mask mask = in.mask();
        Subject subject = in.flag() ? codec.smaller(result.spec().prune(), mask) : Subject.of(mask);
        kept = Optional.of(new KeptModel(subject, in.floats(), mask));
      }
      wave.add(new FinishedCandidate(result, kept));
    }
    return wave;
  }
}
