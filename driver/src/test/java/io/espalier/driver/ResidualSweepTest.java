package io.espalier.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.driver.round.Progress;
import io.espalier.driver.run.CandidateResult;
import io.espalier.driver.run.CandidateResult.Status;
import io.espalier.driver.run.RunResult;
import io.espalier.driver.spec.RunSpec;
import io.espalier.model.Model;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Operation.Activation;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Operation.Add;
import io.espalier.model.Operation.BatchNorm;
import io.espalier.model.Operation.Convolution;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Operation.GlobalPool;
import io.espalier.model.Operation.Window;
import io.espalier.model.Shape;
import io.espalier.model.dl4j.ModelWriter;
import io.espalier.train.Initializer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A residual network's channels and blocks through a whole sweep. */
class ResidualSweepTest {
  private static final int CHANNELS = 6;
  private static final Shape IMAGE = Shape.of(1, 28, 28);
  private static final Shape PLANE = Shape.of(CHANNELS, 14, 14);

  private SparkSession spark;

  @TempDir Path dir;

  @AfterEach
  void stop() {
    spark.stop();
  }

  /** A stem, two blocks that add to it, and the classes; all convolutions with batch norm. */
  private static Network network() {
    List<Operation> operations = new ArrayList<>();
    operations.add(convolution("stem", Network.INPUT, 1, 2));
    operations.add(norm("stem_bn", "stem"));
    operations.add(relu("stem_relu", "stem_bn"));
    block(operations, "one", "stem_relu");
    block(operations, "two", "one_out");
    operations.add(new GlobalPool("pool", List.of("two_out"), false, Shape.of(CHANNELS)));
    operations.add(new Dense("classes", List.of("pool"), CHANNELS, 10, true));
    operations.add(new Activation("softmax", List.of("classes"), Function.SOFTMAX, Shape.of(10)));
    return new Network(
        "residual", IMAGE, Network.Layout.CHANNELS_FIRST, operations, Optional.empty());
  }

  private static void block(List<Operation> operations, String name, String from) {
    operations.add(convolution(name + "_a", from, CHANNELS, 1));
    operations.add(norm(name + "_a_bn", name + "_a"));
    operations.add(relu(name + "_relu", name + "_a_bn"));
    operations.add(convolution(name + "_b", name + "_relu", CHANNELS, 1));
    operations.add(norm(name + "_b_bn", name + "_b"));
    operations.add(new Add(name + "_sum", List.of(from, name + "_b_bn"), PLANE));
    operations.add(relu(name + "_out", name + "_sum"));
  }

  private static Operation convolution(String name, String from, int in, int stride) {
    Window same = new Window(3, 3, stride, stride, 0, 0, 1, 1, Operation.Border.SAME);
    return new Convolution(name, List.of(from), in, CHANNELS, same, 1, false, PLANE);
  }

  private static Operation norm(String name, String from) {
    return new BatchNorm(name, List.of(from), CHANNELS, 1e-3, PLANE);
  }

  private static Operation relu(String name, String from) {
    return new Activation(name, List.of(from), Function.RELU, PLANE);
  }

  private RunResult sweep(String... sets) throws IOException {
    Network network = network();
    try (OutputStream out = Files.newOutputStream(dir.resolve("residual.zip"))) {
      ModelWriter.writeDl4j(network, Initializer.values(network, 3), out);
    }
    spark = TinyRun.spark("local[2]");
    return Espalier.sweep(
        spark, spec(sets), new SweepOptions(dir.resolve("run").toString(), Progress.SILENT));
  }

  private RunSpec spec(String... sets) {
    String[] all = new String[sets.length + 5];
    all[0] = "model={path: " + dir.resolve("residual.zip") + ", trained: false}";
    all[1] = "train.penalties={bnScale: 1e-4}";
    all[2] = "fineTune.penalties={bnScale: 1e-4}";
    all[3] = "controls=none";
    all[4] = "budget.keepModels=all";
    System.arraycopy(sets, 0, all, 5, sets.length);
    return TinyRun.spec(all);
  }

  @Test
  void channelsThatAreAddedGoTogetherAndTheSmallerNetworkAnswersAsTested() throws IOException {
    String search =
        "search={prune.criterion: [magnitude-l2, bn-scale, fpgm, {name: taylor, of: gates}]}";
    String[] sets = {"prune.granularity=channel", "prune.sparsity=0.5", search};
    RunResult result = sweep(sets);
    assertThat(result.candidates()).hasSize(4);
    for (CandidateResult c : result.candidates()) {
      assertThat(c.status()).as(c.reason()).isEqualTo(Status.DONE);
      Model left = model(result.folder() + "/models/" + c.spec().id() + ".zip");
      int stem = channels(left, "stem");
      assertThat(channels(left, "one_b")).isEqualTo(stem);
      assertThat(channels(left, "two_b")).isEqualTo(stem);
      // Units: the channels that are added together, and each block's own.
      assertThat(stem + channels(left, "one_a") + channels(left, "two_a"))
          .isEqualTo(3 * CHANNELS / 2);
      assertThat(left.values()).hasSize(left.network().size());
      assertThat(c.parametersLeft()).isLessThan(network().size());
    }
    Evaluation again = Espalier.evaluate(spark, spec(sets), result.folder() + "/best.zip");
    assertThat(again.score().accuracy())
        .isCloseTo(result.best().orElseThrow().testAccuracy(), within(1e-12));
  }

  @Test
  void aWholeBlockGoesAndTheShortcutStays() throws IOException {
    RunResult result =
        sweep(
            "prune.granularity=layer",
            "prune.sparsity=0.5",
            "search={prune.criterion: [magnitude-l1]}");
    CandidateResult c = result.candidates().get(0);
    assertThat(c.status()).as(c.reason()).isEqualTo(Status.DONE);
    Model left = model(result.folder() + "/models/" + c.spec().id() + ".zip");
    assertThat(left.network().operations().stream().map(Operation::name).toList())
        .contains("stem", "classes")
        .satisfies(
            names -> assertThat(names.contains("one_a")).isNotEqualTo(names.contains("two_a")));
  }

  private static int channels(Model model, String convolution) {
    return model.network().operations().stream()
        .filter(o -> o.name().equals(convolution))
        .mapToInt(o -> ((Convolution) o).out())
        .findFirst()
        .orElseThrow();
  }

  private Model model(String path) {
    return Espalier.model(path, Optional.of(IMAGE), spark.sparkContext().hadoopConfiguration());
  }
}
