package io.espalier.train;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Need;
import io.espalier.method.Option;
import java.util.Arrays;
import java.util.List;

/**
 * What is known of each way to fine-tune; an option's name is its key below {@code fineTune}, its
 * default the one that the records here have.
 */
public final class FineTuningMethods {
  private static final double MOST = Double.POSITIVE_INFINITY;

  /** The least that is above 0, where 0 itself is refused. */
  private static final double ABOVE = 1e-6;

  private static final LearningRate RATE = LearningRate.DEFAULTS;
  private static final Option FLOOR =
      new Option.Number("schedule.floor", 0.0, 0, 1, "the last step's factor");

  private FineTuningMethods() {}

  /** All of them, schedules of the learning rate first. */
  public static List<Method> all() {
    return List.of(
        schedule("constant", "the learning rate stays", ""),
        schedule("linear", "the learning rate falls in a straight line", "", FLOOR),
        schedule(
            "step",
            "the learning rate is multiplied at milestones",
            "He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, CVPR 2016",
            new Option.Numbers(
                "schedule.milestones", RATE.milestones(), ABOVE, 1 - ABOVE, "shares of the steps"),
            new Option.Number("schedule.factor", RATE.drop(), ABOVE, 1, "at each milestone")),
        schedule(
            "cosine",
            "the learning rate falls along half a cosine",
            "Loshchilov, Hutter: SGDR: Stochastic Gradient Descent with Warm Restarts, ICLR 2017",
            FLOOR),
        schedule(
            "one-cycle",
            "the learning rate rises to its peak and falls to the floor",
            "Smith, Topin: Super-Convergence: Very Fast Training of Neural Networks Using Large"
                + " Learning Rates, 2018",
            new Option.Number("schedule.start", RATE.start(), ABOVE, 1, "the first factor"),
            new Option.Number(
                "schedule.peakAt", RATE.peakAt(), ABOVE, 1 - ABOVE, "share of its steps"),
            FLOOR),
        method(
            "warm-up",
            "the learning rate rises from 0 to the curve's first",
            "Goyal et al.: Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour, 2017",
            "every curve of the learning rate",
            new Option.Number("schedule.warmUp", RATE.warmUp(), 0, 1 - ABOVE, "share of steps")),
        method(
            "early-stopping",
            "ends where validation no longer gains, with the best state it saw",
            "Prechelt: Early Stopping, But When?, Neural Networks: Tricks of the Trade, 1998",
            "evaluateEvery from 1",
            new Option.Whole(
                "earlyStopping.patience",
                (long) EarlyStopping.NEVER.patience(),
                0,
                Integer.MAX_VALUE,
                "evaluations without a gain"),
            new Option.Number(
                "earlyStopping.minDelta",
                EarlyStopping.NEVER.minDelta(),
                0,
                1 - ABOVE,
                "a gain is more")),
        new Method(
            Kind.FINE_TUNING,
            "distillation",
            "agrees with the dense baseline's softened probabilities, beside the labels",
            "Hinton, Vinyals, Dean: Distilling the Knowledge in a Neural Network, 2015; ended early:"
                + " Cho, Hariharan: On the Efficacy of Knowledge Distillation, ICCV 2019",
            List.of(Need.DATA),
            "trainer sparse",
            List.of(
                new Option.Number(
                    "distillation.alpha", Objective.PLAIN.alpha(), 0, 1, "the teacher's share"),
                new Option.Number(
                    "distillation.temperature",
                    Objective.PLAIN.temperature(),
                    ABOVE,
                    MOST,
                    "divides the scores"),
                new Option.Number(
                    "distillation.until",
                    Objective.PLAIN.until(),
                    ABOVE,
                    1,
                    "share of the fine-tuning, then labels alone"))),
        method(
            "label-smoothing",
            "spreads a share of each label over all classes",
            "Szegedy et al.: Rethinking the Inception Architecture for Computer Vision, CVPR 2016",
            "",
            new Option.Number(
                "labelSmoothing", Objective.PLAIN.smoothing(), 0, 1 - ABOVE, "the share")),
        method(
            "squared-error",
            "compares probabilities with labels by their mean squared difference; for train too",
            "Brier: Verification of Forecasts Expressed in Terms of Probability, Monthly Weather"
                + " Review 78, 1950",
            "distillation.alpha: 0",
            new Option.Choice(
                "loss", "cross-entropy", List.of("cross-entropy", "mse"), "mse is this one")),
        penalty("l1", "penalties.l1", Penalties.NONE.l1(), "magnitudes of weights", ""),
        penalty("l2", "optimizer.l2", OptimizerSpec.DEFAULTS.l2(), "half squares of weights", ""),
        penalty(
            "group-lasso",
            "penalties.groupLasso",
            Penalties.NONE.groupLasso(),
            "norms of each neuron's or filter's weights",
            "Wen, Wu, Wang, Chen, Li: Learning Structured Sparsity in Deep Neural Networks, NeurIPS"
                + " 2016"),
        new Method(
            Kind.FINE_TUNING,
            "bn-scale-penalty",
            "adds the magnitudes of gammas to the loss, each step; for train too",
            "Liu, Li, Shen, Huang, Yan, Zhang: Learning Efficient Convolutional Networks through"
                + " Network Slimming, ICCV 2017",
            List.of(Need.BATCH_NORM),
            "",
            List.of(
                new Option.Number(
                    "penalties.bnScale", Penalties.NONE.bnScale(), 0, MOST, "its strength"))),
        method(
            "clipping",
            "shortens a gradient that is too long",
            "Pascanu, Mikolov, Bengio: On the Difficulty of Training Recurrent Neural Networks,"
                + " ICML 2013",
            "",
            new Option.Number("clip", 0.0, 0, MOST, "the largest norm; 0: any")));
  }

  private static Method schedule(String kind, String summary, String paper, Option... options) {
    return method(kind, summary, paper, "schedule.kind: " + kind, options);
  }

  private static Method penalty(
      String name, String key, double standard, String what, String paper) {
    Option strength = new Option.Number(key, standard, 0, MOST, "its strength");
    return method(name, "adds the " + what + " to the loss", paper, "", strength);
  }

  private static Method method(
      String name, String summary, String paper, String combines, Option... options) {
    return new Method(
        Kind.FINE_TUNING, name, summary, paper, List.of(), combines, Arrays.asList(options));
  }
}
