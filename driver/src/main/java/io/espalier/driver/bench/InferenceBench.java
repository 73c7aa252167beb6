package io.espalier.driver.bench;

import io.espalier.input.InputException;
import io.espalier.shard.Batch;
import io.espalier.train.sparse.InnermostBatch;
import io.espalier.train.sparse.SparseModel;
import java.util.ArrayList;
import java.util.List;

/** The time to logits, one thread: pruned here, dense in ONNX Runtime. */
public final class InferenceBench {
  /** Neighbouring outputs that keep or lose an input together. */
  private static final int BLOCK = 16;

  private InferenceBench() {}

  /**
   * LeNet-300-100 and LeNet-5 at 95%, and the former once more in blocks of 16 outputs.
   *
   * @throws InputException if ONNX Runtime is not on the class path
   */
  public static List<Row> inference(Slices slices) {
    try {
      Class.forName("ai.onnxruntime.OrtSession", false, InferenceBench.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new InputException(
          "bench inference",
          "finds no ONNX Runtime on the class path",
          "a start by deploy/espalier, which adds it from driver/target/bench.classpath");
    }
    List<Row> rows = new ArrayList<>();
    for (String zoo : List.of("lenet-300-100", "lenet-5")) {
      rows.addAll(inference(slices, zoo, 0.95));
    }
    rows.add(blocks(slices, "lenet-300-100", 0.95));
    return rows;
  }

  /** A single example of a network whose survivors come in blocks, which vectors can take. */
  static Row blocks(Slices slices, String zoo, double sparsity) {
    return single(slices, Subject.ofBlocks(zoo, sparsity, BLOCK), "batch1-blocks" + BLOCK + "x1");
  }

  static List<Row> inference(Slices slices, String zoo, double sparsity) {
    Subject subject = Subject.of(zoo, sparsity);
    SparseModel model = new SparseModel(subject.network(), subject.pruned());
    int n = Subject.BATCH;
    float[] many = subject.features(n);
    InnermostBatch innermost = model.innermost(n);
    innermost.fill(new Batch(many, new int[n]).innermost());
    float[] into = new float[n * subject.network().classes()];
    List<Row> rows = new ArrayList<>();
    try (OnnxInference reference = onnx(subject, many, n)) {
      double[] s =
          slices.seconds(
              List.of(
                  reference,
                  side(() -> model.logits(many, n, into)),
                  side(() -> model.logits(innermost, into))));
      rows.add(row(subject, "batch" + n, s[1], s[0]));
      rows.add(row(subject, "batch" + n + "-innermost", s[2], s[0]));
    }
    rows.add(single(slices, subject, "batch1"));
    return rows;
  }

  private static Row single(Slices slices, Subject subject, String name) {
    SparseModel model = new SparseModel(subject.network(), subject.pruned());
    float[] one = subject.features(1);
    float[] into = new float[subject.network().classes()];
    try (OnnxInference reference = onnx(subject, one, 1)) {
      double[] s = slices.seconds(List.of(reference, side(() -> model.logits(one, 1, into))));
      return row(subject, name, s[1], s[0]);
    }
  }

  private static OnnxInference onnx(Subject subject, float[] features, int examples) {
    return new OnnxInference(subject.network(), subject.values(), features, examples);
  }

  private static Slices.Side side(Runnable call) {
    return count -> {
      for (int i = 0; i < count; i++) {
        call.run();
      }
    };
  }

  private static Row row(Subject subject, String batch, double ours, double reference) {
    return new Row(
        "inference",
        subject.name("onnxruntime") + "/" + batch,
        1e6 * ours,
        1e6 * reference,
        "us a batch",
        reference / ours);
  }
}
