package io.espalier.schedule;

/**
 * A fine-tuning cut into rounds.
 *
 * @param batches of the whole fine-tuning, at least 1
 * @param roundBatches of every round but the last, which may have fewer
 * @param epochBatches of one epoch
 */
public record Timeline(long batches, int roundBatches, int epochBatches) {
  public Timeline {
    if (batches < 1 || roundBatches < 1 || epochBatches < 1) {
      throw new IllegalArgumentException(
          batches + " batches, " + roundBatches + " a round and " + epochBatches + " an epoch");
    }
  }

  /** Number of rounds. */
  public int rounds() {
    return roundFrom(batches);
  }

  /**
   * The first round that begins with this batch or a later one; {@link #rounds()}, the moment after
   * the last, where there is none.
   */
  public int roundFrom(long batch) {
    long last = (batches + roundBatches - 1) / roundBatches;
    return Math.toIntExact(Math.min(last, (batch + roundBatches - 1) / roundBatches));
  }

  /**
   * The first round that begins when this share of the batches is done.
   *
   * @param share in [0, 1]
   */
  public int roundFrom(double share) {
    return roundFrom((long) Math.ceil(share * batches));
  }

  /** The first round that begins after an epoch, counted from 1. */
  public int roundAfterEpoch(int epoch) {
    return roundFrom((long) epoch * epochBatches);
  }

  /** Whole epochs. */
  public int epochs() {
    return Math.toIntExact(batches / epochBatches);
  }
}
