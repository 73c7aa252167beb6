package io.espalier.driver;

import io.espalier.driver.round.Baseline;
import io.espalier.driver.round.BaselineTraining;
import io.espalier.driver.round.Cluster;
import io.espalier.driver.round.Progress;
import io.espalier.driver.round.Rounds;
import io.espalier.driver.run.BaselineStore;
import io.espalier.driver.spec.RunSpec;
import io.espalier.measure.Digest;
import io.espalier.model.Model;
import io.espalier.train.Trainer;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Gets a run its baseline: imported, found beside the run folder, or trained now and kept there.
 */
final class BaselineProvider {
  private final RunSpec spec;
  private final Model model;
  private final Cluster cluster;
  private final Rounds rounds;
  private final Progress progress;
  private final BaselineStore store;

  BaselineProvider(
      RunSpec spec,
      Model model,
      Cluster cluster,
      Rounds rounds,
      String runFolder,
      Configuration hadoop,
      Progress progress) {
    this.spec = spec;
    this.model = model;
    this.cluster = cluster;
    this.rounds = rounds;
    this.progress = progress;
    this.store = new BaselineStore(runFolder, key(), hadoop);
  }

  /** A baseline, and where it came from. */
  record Obtained(Baseline baseline, TrainedBaseline summary) {}

  Obtained obtain() {
    if (model.trained()) {
      Trainer.Score score =
          new BaselineTraining(cluster, rounds, progress).validation(model.values());
      return new Obtained(
          new Baseline(model.values(), model.values(), Map.of(), score),
          new TrainedBaseline(spec.model().path(), true, score, 0));
    }
    Optional<BaselineStore.Stored> found = store.load(spec.train().keepEpochs());
    if (found.isPresent()) {
      BaselineStore.Stored s = found.get();
      Trainer.Score score = new Trainer.Score(s.lossSum(), s.correct(), s.examples());
      progress.phase("baseline reused from " + store.folder());
      return new Obtained(
          new Baseline(s.trained(), s.initial(), s.epochs(), score),
          new TrainedBaseline(store.folder(), true, score, 0));
    }
    progress.phase("training the baseline");
    long start = System.nanoTime();
    Baseline b = trained();
    store.save(
        new BaselineStore.Stored(
            b.trained(),
            b.initial(),
            b.epochs(),
            b.validation().lossSum(),
            b.validation().correct(),
            b.validation().examples()),
        ModelFile.zip(model.network(), b.trained(), cluster.data()));
    return new Obtained(
        b,
        new TrainedBaseline(
            store.folder(), false, b.validation(), (System.nanoTime() - start) / 1e9));
  }

  private Baseline trained() {
    if (spec.train().method().equals("dl4j-spark")) {
      float[] values =
          new Dl4jSparkBaseline(cluster).train(model.values(), spec.train(), spec.seed());
      return new BaselineTraining(cluster, rounds, progress).recalibrated(model.values(), values);
    }
    return new BaselineTraining(cluster, rounds, progress)
        .train(model.values(), spec.train(), spec.seed());
  }

  /** Everything that the trained values depend on. */
  private String key() {
    String origin = model.network().origin().map(o -> o.json()).orElse(model.network().name());
    return Digest.of(
            String.join(
                "\n",
                origin,
                Digest.of(model.values()),
                spec.train().toString(),
                cluster.kind().key(),
                Long.toString(spec.seed()),
                cluster.data().fingerprint(),
                normalization(),
                java.util.Arrays.toString(cluster.data().trainSizes())))
        .substring(0, 12);
  }

  private String normalization() {
    var n = cluster.data().normalization();
    return n.kind() + java.util.Arrays.toString(n.shift()) + java.util.Arrays.toString(n.factor());
  }
}
