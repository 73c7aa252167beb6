package io.espalier.driver.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.espalier.criterion.Criteria;
import io.espalier.input.InputException;
import io.espalier.scope.Scopes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One mistake each, and the whole line that names it; {@code ~} stands for a new line. */
class SpecProblemsTest {
  private static final String PRUNE_KEYS =
      "from, threshold, criterion, granularity, scope, schedule, curve, steps, sparsity, budget,"
          + " keep, layers, maskAggregation";

  private static List<String> problems(String yaml, String... sets) {
    InputException e =
        catchThrowableOfType(
            InputException.class, () -> SpecReader.read(yaml, "sweep.yaml", List.of(sets)));
    assertThat(e).as(yaml).isNotNull();
    return e.getMessage().lines().toList();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // budgets
        "prune: {budget: {flops: 0}}|sweep.yaml:1: prune.budget.flops is 0, expected a number above"
            + " 0",
        "prune: {budget: {flops: 0.5, bytes: 9}}|sweep.yaml:1: prune.budget.bytes stands beside"
            + " prune.budget.flops, expected one of params, flops, bytes",
        "prune: {budget: {flop: 0.5}}|sweep.yaml:1: prune.budget.flop is not known, expected one of"
            + " params, flops, bytes; the nearest is flops",
        "prune: {budget: {flops: 0.5}, sparsity: 0.5}|sweep.yaml:1: prune.budget stands beside"
            + " prune.sparsity, expected one of both",
        "prune: {budget: {flops: 0.5}, threshold: 0.5}|sweep.yaml:1: prune.budget stands beside"
            + " prune.threshold, expected one of both",
        "prune: {scope: table, threshold: 0.5}|sweep.yaml:1: prune.threshold stands beside scope"
            + " table, expected prune.layers alone, or another scope",
        "prune: {scope: table, budget: {params: 5}}|sweep.yaml:1: prune.budget stands beside scope"
            + " table, expected prune.layers alone, or another scope",
        "prune: {scope: {name: erk, power: -1}}|sweep.yaml:1: prune.scope.power is -1, expected a"
            + " number in [0, 10]",
        // values out of range: the limits say what is allowed, so NaN is not
        "prune:~  sparsity: 90.0|sweep.yaml:2: prune.sparsity is 90.0, expected a share in [0, 1)",
        "prune:~  sparsity: 1|sweep.yaml:2: prune.sparsity is 1, expected a share in [0, 1)",
        "prune:~  sparsity: -0.1|sweep.yaml:2: prune.sparsity is -0.1, expected a share in [0, 1)",
        "prune:~  sparsity: .nan|sweep.yaml:2: prune.sparsity is .nan, expected a share in [0, 1)",
        "prune:~  sparsity: NaN|sweep.yaml:2: prune.sparsity is NaN, expected a share in [0, 1)",
        "prune:~  sparsity: 0.9f|sweep.yaml:2: prune.sparsity is 0.9f, expected a share in [0, 1)",
        "prune: {layers: {out: 1.5}}|sweep.yaml:1: prune.layers.out is 1.5, expected a share in [0,"
            + " 1)",
        "prune: {threshold: .inf}|sweep.yaml:1: prune.threshold is .inf, expected a number, the"
            + " lowest score that stays",
        "prune: {from: 'epoch:0'}|sweep.yaml:1: prune.from is epoch:0, expected trained, init or"
            + " epoch:K with a K from 1",
        "prune: {from: 'epoch:11'}|sweep.yaml:1: prune.from is epoch:11, expected an epoch from 1 to"
            + " 10",
        "train: {epochs: 0}|sweep.yaml:1: train.epochs is 0, expected a whole number from 1",
        "train: {epochs: 2147483648}|sweep.yaml:1: train.epochs is 2147483648, expected a whole"
            + " number from 1 to 2147483647",
        "train: {keepEpochs: [11]}|sweep.yaml:1: train.keepEpochs names epoch 11, expected epochs"
            + " from 1 to 10",
        "train: {keepEpochs: [0]}|sweep.yaml:1: train.keepEpochs is [0], expected a list of whole"
            + " numbers from 1",
        "train: {optimizer: {learningRate: 0}}|sweep.yaml:1: train.optimizer.learningRate is 0,"
            + " expected a number above 0",
        "fineTune: {schedule: {floor: 2}}|sweep.yaml:1: fineTune.schedule.floor is 2, expected a"
            + " share in [0, 1]",
        "fineTune: {schedule: {milestones: [0.5, 1]}}|sweep.yaml:1: fineTune.schedule.milestones is"
            + " [0.5, 1.0], expected a list of shares of the steps, each in (0, 1)",
        "fineTune: {schedule: {warmUp: 1}}|sweep.yaml:1: fineTune.schedule.warmUp is 1, expected a"
            + " share in [0, 1)",
        "fineTune: {schedule: {kind: one_cycle}}|sweep.yaml:1: fineTune.schedule.kind is one_cycle,"
            + " expected one of constant, linear, step, cosine, one-cycle; the nearest is one-cycle",
        "fineTune: {labelSmoothing: 1}|sweep.yaml:1: fineTune.labelSmoothing is 1, expected a share"
            + " in [0, 1)",
        "fineTune: {loss: hinge}|sweep.yaml:1: fineTune.loss is hinge, expected one of"
            + " cross-entropy, mse; the nearest is mse",
        "fineTune: {loss: mse, distillation: {alpha: 0.5}}|sweep.yaml:1: fineTune.loss is mse beside"
            + " distillation, expected cross-entropy, or distillation.alpha: 0",
        "train: {method: dl4j-spark, loss: mse}|sweep.yaml:1: train.loss is not known to method"
            + " dl4j-spark, expected method: rounds, or none of it",
        "fineTune: {distillation: {alpha: 1.1}}|sweep.yaml:1: fineTune.distillation.alpha is 1.1,"
            + " expected a share in [0, 1]",
        "fineTune: {distillation: {temperature: 0}}|sweep.yaml:1: fineTune.distillation.temperature"
            + " is 0, expected a number above 0",
        "fineTune: {distillation: {until: 0}}|sweep.yaml:1: fineTune.distillation.until is 0,"
            + " expected a share in (0, 1]",
        "train: {penalties: {bnScale: -1}}|sweep.yaml:1: train.penalties.bnScale is -1, expected a"
            + " number from 0",
        "fineTune: {clip: .inf}|sweep.yaml:1: fineTune.clip is .inf, expected a number from 0",
        "data: {shards: {train: 0}}|sweep.yaml:1: data.shards.train is 0, expected a whole number"
            + " from 1",
        "data: {split: {test: 0}}|sweep.yaml:1: data.split.test is 0, expected a share in (0, 1)",
        "data: {split: {validation: 0.6, test: 0.4}}|sweep.yaml:1: data.split leaves nothing to"
            + " train on, expected shares that sum to less than 1",
        "objective: {maxAccuracyDrop: 1.5}|sweep.yaml:1: objective.maxAccuracyDrop is 1.5, expected"
            + " a share in [0, 1]",
        "budget: {maxMinutes: -1}|sweep.yaml:1: budget.maxMinutes is -1, expected a number from 0",
        "execution: {waveMegabytes: 0}|sweep.yaml:1: execution.waveMegabytes is 0, expected a whole"
            + " number from 1",
        "name: a/b|sweep.yaml:1: name is a/b, expected letters, digits, '.', '_' and '-'",
        // wrong types
        "prune: 3|sweep.yaml:1: prune is 3, expected a mapping",
        "prune:~  sparsity: many|sweep.yaml:2: prune.sparsity is many, expected a share in [0, 1)",
        "prune:~  sparsity: [0.9]|sweep.yaml:2: prune.sparsity is [0.9], expected a share in [0, 1)",
        "prune: {keep: out}|sweep.yaml:1: prune.keep is out, expected a list of words, [a, b]",
        "prune: {keep: [[a]]}|sweep.yaml:1: prune.keep is [[a]], expected a list of words, [a, b]",
        "prune: {layers: [out]}|sweep.yaml:1: prune.layers is [out], expected a mapping",
        "prune: {criterion: [snip]}|sweep.yaml:1: prune.criterion is [snip], expected one value",
        "train: {optimizer: adam}|sweep.yaml:1: train.optimizer is adam, expected a mapping",
        "seed: 1.5|sweep.yaml:1: seed is 1.5, expected a whole number",
        "model: {strict: maybe}|sweep.yaml:1: model.strict is maybe, expected true or false",
        "data: {mean: [x]}|sweep.yaml:1: data.mean is [x], expected a list of numbers",
        // unknown names, with the nearest
        "prune: {schedule: oneshot}|sweep.yaml:1: prune.schedule is oneshot, expected one of"
            + " one-shot, iterative, gradual, rewind-weights, rewind-lr, gsm, rigl, set, dns,"
            + " soft-filter, early-bird; the nearest is one-shot",
        "train: {optimizer: {kind: adma}}|sweep.yaml:1: train.optimizer.kind is adma, expected one"
            + " of sgd, nesterov, adam, adamw, rmsprop; the nearest is adam",
        "fineTune: {method: dl4j-spark}|sweep.yaml:1: fineTune.method is dl4j-spark, expected"
            + " rounds",
        "trainer: sparce|sweep.yaml:1: trainer is sparce, expected one of auto, dl4j, sparse; the"
            + " nearest is sparse",
        "trainer: [dl4j]|sweep.yaml:1: trainer is [dl4j], expected one value",
        "execution: {trainer: dl4j}|sweep.yaml:1: execution.trainer is no longer here, expected the"
            + " key trainer, beside execution",
        "objective: {kind: sparse}|sweep.yaml:1: objective.kind is sparse, expected one of sparsest,"
            + " most-accurate, knee; the nearest is sparsest",
        // keys that do not go together
        "prune:~  sparsity: 0.9~  threshold: 0.1|sweep.yaml:3: prune.threshold stands beside"
            + " prune.sparsity, expected one of both",
        "prune:~  granularity: nm~  sparsity: 0.9|sweep.yaml:3: prune.sparsity is 0.9 beside"
            + " granularity nm, which itself says how many go, expected 0.5, or no sparsity",
        "prune:~  sparsity: 0.5~  granularity: {name: nm, n: 1}|sweep.yaml:2: prune.sparsity is 0.5"
            + " beside granularity nm, which itself says how many go, expected 0.75, or no sparsity",
        "prune:~  schedule: one-shot~  steps: 3|sweep.yaml:3: prune.steps is 3 with schedule"
            + " one-shot, expected 1, or schedule: iterative",
        "prune:~  schedule: iterative~  threshold: 0.1|sweep.yaml:3: prune.threshold goes with one"
            + " step alone, expected schedule: one-shot, or sparsity",
        "model:~  zoo: lenet-5~  path: m.zip|sweep.yaml:3: model.path stands beside model.zoo,"
            + " expected one of both",
        "data:~  format: csv~  path: a~  train: b|sweep.yaml:4: data.train stands beside data.path,"
            + " expected one of both",
        "data:~  format: csv|sweep.yaml:1: data.path is not given, expected where the csv data are",
        "data: {path: data/mnist}|sweep.yaml:1: data.path is given but digits are drawn, not read,"
            + " expected another data.format",
        "train: {optimizer: {weightDecay: 0.1}}|sweep.yaml:1: train.optimizer.weightDecay is for"
            + " adamw alone, expected l2 with kind nesterov",
        "fineTune: {earlyStopping: {patience: 2}}|sweep.yaml:1: fineTune.earlyStopping counts"
            + " evaluations, but evaluateEvery is 0, expected evaluateEvery from 1, or patience: 0",
        "train: {earlyStopping: {patience: 2}}|sweep.yaml:1: train.earlyStopping is for fineTune:"
            + " only candidates stop early, expected patience: 0",
        "train: {distillation: {alpha: 0.5}}|sweep.yaml:1: train.distillation is for fineTune: the"
            + " baseline is the teacher, expected alpha: 0",
        "train: {method: dl4j-spark, clip: 1}|sweep.yaml:1: train.clip is not known to method"
            + " dl4j-spark, expected method: rounds, or none of it",
        "search:~  fineTune.earlyStopping.patience: [0, 2]|sweep.yaml:1: search: a candidate's"
            + " fineTune.earlyStopping counts evaluations, but evaluateEvery is 0, expected"
            + " evaluateEvery from 1, or patience: 0",
        "fineTune: {keepEpochs: [1]}|sweep.yaml:1: fineTune.keepEpochs is [1], expected none: only"
            + " the baseline's are kept, by train",
        // the grid
        "search:~  prune.sparsity: 0.9|sweep.yaml:2: search.prune.sparsity is 0.9, expected a list"
            + " of at least one value",
        "search:~  prune.sparsity: []|sweep.yaml:2: search.prune.sparsity is [], expected a list of"
            + " at least one value",
        "search:~  prune.sparsity: [0.9, 1.9]|sweep.yaml:2: search.prune.sparsity is 1.9, expected a"
            + " share in [0, 1)",
        "search:~  seed: [1, x]|sweep.yaml:2: search.seed is x, expected a whole number",
        "search:~  train.epochs: [1]|sweep.yaml:2: search.train.epochs cannot be searched, expected"
            + " prune.KEY, fineTune.KEY or seed, each with a list of values, or prune or fineTune"
            + " with a list of maps",
        "search:~  prune: [snip]|sweep.yaml:2: search.prune is [snip], expected a list of maps, such"
            + " as {criterion: snip}",
        "search:~  prune.from: [init, 'epoch:12']|sweep.yaml:2: search.prune.from is epoch:12,"
            + " expected an epoch from 1 to 10",
        "search:~  prune.steps: [1, 2]|sweep.yaml:2: search.prune.steps is 2 with schedule one-shot,"
            + " expected 1, or schedule: iterative",
        "search:~  prune.sparsity: [0.9]~  prune.threshold: [0.1]|sweep.yaml:3:"
            + " search.prune.threshold stands beside prune.sparsity, expected one of both",
        "prune: {sparsity: 0.8}~search:~  prune.granularity: [weight, nm]|sweep.yaml:2: search: a"
            + " candidate's prune.sparsity is 0.8 beside granularity nm, which itself says how many"
            + " go, expected 0.5, or no sparsity",
        "search:~  prune: [{granularity: nm, sparsity: [0.5, 0.75]}]|sweep.yaml:2:"
            + " search.prune.sparsity is 0.75 beside granularity nm, which itself says how many go,"
            + " expected 0.5, or no sparsity",
        // not YAML, or not its shape
        "[1, 2]|sweep.yaml is [1, 2], expected a YAML mapping, key: value",
        "prune:~  sparsity: 0.9~  sparsity: 0.8|sweep.yaml:3: prune.sparsity is there twice, expected"
            + " each key once",
        "seed: 1~seed: 2|sweep.yaml:2: seed is there twice, expected each key once",
        "train: {averageEvery: epochs}|sweep.yaml:1: train.averageEvery is epochs, expected a whole"
            + " number from 0, or the word epoch",
        "a: b: c|sweep.yaml:1: is no YAML: mapping values are not allowed here, expected YAML, key:"
            + " value",
        "seed: *nope|sweep.yaml:1: is no YAML: found undefined alias nope, expected YAML, key: value",
        "seed: &a [*a]|sweep.yaml:1: has an alias that contains itself, expected a value",
        "? [a]~: 3|sweep.yaml:1: has a key that is a list or a mapping, expected a word",
      })
  void aMistakeIsNamed(String yaml, String line) {
    assertThat(problems(yaml.replace('~', '\n'))).contains(line);
  }

  @Test
  void anUnknownMethodComesWithTheKnownOnesAndTheNearest() {
    assertThat(problems("prune: {criterion: magnitude-l3}"))
        .containsExactly(
            "sweep.yaml:1: prune.criterion is magnitude-l3, expected one of "
                + String.join(", ", Criteria.REGISTRY.names())
                + "; the nearest is magnitude-l1");
    assertThat(problems("prune: {scope: {name: layers}}"))
        .containsExactly(
            "sweep.yaml:1: prune.scope.name is layers, expected one of "
                + String.join(", ", Scopes.REGISTRY.names())
                + "; the nearest is layer");
  }

  @Test
  void anUnknownKeyComesWithTheKnownOnesAndTheNearest() {
    assertThat(problems("prune:\n  sparcity: 0.9\n"))
        .containsExactly(
            "sweep.yaml:2: prune.sparcity is not known, expected one of "
                + PRUNE_KEYS
                + "; the nearest is sparsity");
    assertThat(problems("search:\n  prune.sparcity: [0.9]\n"))
        .containsExactly(
            "sweep.yaml:2: search.prune.sparcity is not known, expected one of "
                + PRUNE_KEYS
                + "; the nearest is sparsity");
    assertThat(problems("prun:\n  sparsity: 0.9\n"))
        .containsExactly(
            "sweep.yaml:1: prun is not known, expected one of name, seed, data, model, train, prune,"
                + " fineTune, search, controls, trainer, objective, budget, execution; the nearest is prune");
  }

  @Test
  void allProblemsAreNamedAtOnce() {
    String yaml =
        """
        sed: 3
        data:
          shards: {train: none}
        train:
          epochs: -1
          optimizer: {kind: adam, learningRate: .nan}
        prune:
          sparsity: 90
          scope: everywhere
        search:
          fineTune.batchSize: [0]
        """;
    assertThat(problems(yaml, "objective.kind=best", "prune.steps"))
        .extracting(l -> l.substring(0, l.indexOf(", expected")))
        .containsExactlyInAnyOrder(
            "sweep.yaml:1: sed is not known",
            "sweep.yaml:3: data.shards.train is none",
            "sweep.yaml:5: train.epochs is -1",
            "sweep.yaml:6: train.optimizer.learningRate is .nan",
            "sweep.yaml:8: prune.sparsity is 90",
            "sweep.yaml:9: prune.scope is everywhere",
            "sweep.yaml:11: search.fineTune.batchSize is 0",
            "--set objective.kind is best",
            "--set prune.steps is no override");
  }

  @Test
  void aGridThatNoDriverHoldsIsRefused() {
    String seeds = "[" + "1, ".repeat(999) + "1]";
    assertThat(
            problems(
                "search:\n  seed: "
                    + seeds
                    + "\n  prune.scope: ["
                    + "erk, ".repeat(100)
                    + "erk]\n"))
        .containsExactly("sweep.yaml:1: search spans 101,000 candidates, expected at most 100,000");
  }

  @Test
  void overridesAreNamedByTheirKey() {
    assertThat(problems("", "prune={scope: erk, scope: layer}"))
        .containsExactly("--set prune.scope is there twice, expected each key once");
    assertThat(problems("", "prune.sparsity=90.0"))
        .containsExactly("--set prune.sparsity is 90.0, expected a share in [0, 1)");
    assertThat(problems("", "prune.sparsity"))
        .containsExactly("--set prune.sparsity is no override, expected key=value");
    assertThat(problems("", "prune..x=3"))
        .containsExactly("--set prune..x=3 is no override, expected key=value");
    assertThat(problems("", "name=["))
        .containsExactly(
            "--set name is no YAML: expected the node content, but found '<stream end>', expected"
                + " YAML, key: value");
    assertThat(problems("prune: {sparsity: 0.9}", "search.prune.sparsity=[2]"))
        .containsExactly("--set search.prune.sparsity is 2, expected a share in [0, 1)");
  }
}
