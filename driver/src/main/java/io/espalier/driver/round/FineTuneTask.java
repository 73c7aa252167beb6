package io.espalier.driver.round;

import io.espalier.driver.fault.FaultPlan;
import io.espalier.driver.fault.FaultPoint;
import io.espalier.shard.Batch;
import io.espalier.shard.Batches;
import io.espalier.shard.Normalization;
import io.espalier.shard.Shard;
import io.espalier.train.Trainer;
import io.espalier.train.TrainerKind;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * A round's fine-tuning of some candidates on one shard. Candidates that see the same batches share
 * each one. A record: its components are all that Spark ships.
 *
 * @param members indices of the candidates of this task's group
 */
record FineTuneTask(
    Broadcast<Arithmetic> arithmetic,
    Normalization normalization,
    Broadcast<List<WireCandidate>> wave,
    List<SentSubjects.Place> subjects,
    int[] members,
    FaultPlan faults)
    implements org.apache.spark.api.java.function.Function<Shard, List<Part>> {
  /**
   * Batches that a candidate is taken through before the next one's turn: its weights stay in the
   * cache for so long, and so many batches are held at once (8 of LeNet's 128 images: 3 MB).
   */
  static final int CHUNK = 8;

  /** What decides which batches a candidate sees. */
  record Stream(int batchSize, long seed, long firstBatch, long batches) {
    static Stream of(WireCandidate c) {
      return new Stream(c.spec().batchSize(), c.seed(), c.firstBatch(), c.batches());
    }

    Batches of(Shard shard, Normalization normalization, float[] taught) {
      return Batches.training(shard, normalization, batchSize, seed, firstBatch, batches)
          .taughtBy(taught);
    }
  }

  @Override
  public List<Part> call(Shard shard) {
    return call(shard, new float[0]);
  }

  /**
   * The same where some candidates have a teacher.
   *
   * @param taught its scores of the shard's examples, {@code [examples, classes]}; empty: no
   *     candidate has one
   */
  List<Part> call(Shard shard, float[] taught) {
    return Members.each(
        arithmetic.value(),
        subjects,
        members,
        (trainer, some) -> cells(trainer, shard, some, s -> s.of(shard, normalization, taught)));
  }

  /**
   * @param streams makes a stream's batches; package-private for a test that counts them
   */
  List<Part> cells(
      Trainer trainer, Shard shard, int[] some, Function<Stream, Iterator<Batch>> streams) {
    Map<Stream, List<Cell>> sharing = new LinkedHashMap<>();
    List<Cell> all = new ArrayList<>();
    for (int member : some) {
      WireCandidate c = wave.value().get(member);
      strike(FaultPoint.TRAIN, c, shard);
      Cell cell = new Cell(member, shard.index(), c, subjects.get(member).subject().mask());
      all.add(cell);
      sharing.computeIfAbsent(Stream.of(c), k -> new ArrayList<>()).add(cell);
    }
    sharing.forEach((stream, cells) -> run(trainer, streams.apply(stream), cells));
    for (int member : some) {
      strike(FaultPoint.EMIT, wave.value().get(member), shard);
    }
    return all.stream().map(Cell::result).map(Part.class::cast).toList();
  }

  private void strike(FaultPoint point, WireCandidate c, Shard shard) {
    faults.strike(
        point,
        "candidate",
        c.id(),
        "shard",
        shard.index(),
        "round",
        c.round() + 1,
        "attempt",
        Attempt.now(),
        "wave",
        wave.value().size());
  }

  private void run(Trainer trainer, Iterator<Batch> batches, List<Cell> cells) {
    cells.forEach(cell -> cell.begin(trainer));
    List<Cell> live = new ArrayList<>(cells);
    live.removeIf(Cell::failed);
    while (batches.hasNext() && !live.isEmpty()) {
      long start = Clocks.threadNanos();
      List<Batch> chunk = chunk(batches);
      long made = Clocks.threadNanos() - start;
      for (Cell cell : live) {
        cell.madeBatches(made / live.size());
        cell.run(chunk);
      }
      live.removeIf(Cell::failed);
    }
    live.forEach(Cell::finish);
  }

  private List<Batch> chunk(Iterator<Batch> batches) {
    List<Batch> chunk = new ArrayList<>(CHUNK);
    while (chunk.size() < CHUNK && batches.hasNext()) {
      Batch batch = batches.next();
      if (arithmetic.value().kind() == TrainerKind.SPARSE) {
        batch.innermost(); // here, where its time is shared by all candidates
      }
      chunk.add(batch);
    }
    return chunk;
  }
}
