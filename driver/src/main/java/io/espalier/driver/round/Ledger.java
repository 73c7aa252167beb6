package io.espalier.driver.round;

/**
 * Where a run's time goes; nanoseconds of processor time are the executors', of wall the driver's.
 */
public final class Ledger {
  private long scoring;
  private long fineTuning;
  private long batches;
  private long evaluation;
  private long averaging;
  private long jobs;
  private long bytes;
  private long rounds;
  private long roundBytes;

  void scored(long nanos) {
    scoring += nanos;
  }

  void fineTuned(long nanos, long batchNanos) {
    fineTuning += nanos - batchNanos;
    batches += batchNanos;
  }

  void evaluated(long nanos) {
    evaluation += nanos;
  }

  void averaged(long nanos) {
    averaging += nanos;
  }

  void job() {
    jobs++;
  }

  /** Bytes outside rounds of fine-tuning. */
  void moved(long more) {
    bytes += more;
  }

  /** A round of fine-tuning moved these bytes. */
  void round(long moved) {
    rounds++;
    roundBytes += moved;
    bytes += moved;
  }

  /** Processor seconds of scoring. */
  public double scoringSeconds() {
    return scoring / 1e9;
  }

  /** Processor seconds of fine-tuning. */
  public double fineTuningSeconds() {
    return fineTuning / 1e9;
  }

  /** Processor seconds of making batches: decoding and normalising. */
  public double dataSeconds() {
    return batches / 1e9;
  }

  /** Processor seconds of evaluation, recalibration included. */
  public double evaluationSeconds() {
    return evaluation / 1e9;
  }

  /** Wall seconds that the driver spent adding states. */
  public double averagingSeconds() {
    return averaging / 1e9;
  }

  /** Spark jobs of the rounds. */
  public long jobs() {
    return jobs;
  }

  /** Rounds of fine-tuning: jobs of it that came to an end. */
  public long rounds() {
    return rounds;
  }

  /**
   * Bytes that a round of fine-tuning moved on average: serialized broadcasts to every executor,
   * and task results.
   */
  public long bytesARound() {
    return rounds == 0 ? 0 : roundBytes / rounds;
  }

  /** Bytes of all broadcasts and task results, those of scoring and evaluation among them. */
  public long bytes() {
    return bytes;
  }

  /** Processor seconds of all our computing on executors. */
  public double computeSeconds() {
    return scoringSeconds() + dataSeconds() + fineTuningSeconds() + evaluationSeconds();
  }
}
