package io.espalier.driver.dl4jspark;

import io.espalier.input.InputException;
import io.espalier.train.OptimizerSpec;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/** Says an optimizer in DL4J's words. */
final class Updaters {
  private Updaters() {}

  /**
   * What replaces a network's own updater and regularisation.
   *
   * @throws InputException for SGD with momentum, which DL4J has only in Nesterov's form
   */
  static FineTuneConfiguration configuration(OptimizerSpec spec) {
    FineTuneConfiguration.Builder all =
        new FineTuneConfiguration.Builder().updater(updater(spec)).l2(spec.l2()).l2Bias(0);
    if (spec.kind() == OptimizerSpec.Kind.ADAMW) {
      all.weightDecay(spec.weightDecay(), true);
    }
    return all.build();
  }

  private static IUpdater updater(OptimizerSpec spec) {
    double rate = spec.learningRate();
    return switch (spec.kind()) {
      case SGD -> {
        if (spec.momentum() != 0) {
          throw new InputException(
              "optimizer.momentum",
              "is " + spec.momentum() + " with sgd",
              "0, or the optimizer nesterov: training dl4j-spark has no other momentum");
        }
        yield new Sgd(rate);
      }
      case NESTEROV -> new Nesterovs(rate, spec.momentum());
      case ADAM, ADAMW -> new Adam(rate, spec.beta1(), spec.beta2(), spec.epsilon());
      case RMSPROP -> new RmsProp(rate, spec.beta2(), spec.epsilon());
    };
  }
}
