package io.espalier.train;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.dl4j.Dl4jNetwork;
import io.espalier.shard.Batch;
import io.espalier.train.optimizer.Optimizer;
import java.util.Iterator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Trains through DL4J's forward and backward passes and our own optimizer. */
public final class Dl4jTrainer implements Trainer {
  private final Network network;
  private final Dl4jNetwork net;

  public Dl4jTrainer(Network network) {
    this.network = network;
    this.net = new Dl4jNetwork(network);
  }

  @Override
  public FineTuned fineTune(
      ReplicaState start,
      Mask mask,
      Iterator<Batch> batches,
      OptimizerSpec optimizer,
      LearningRate schedule,
      long totalSteps,
      long seed) {
    Nd4j.getRandom().setSeed(seed);
    int[] active = mask.indices();
    float[] w = start.values().clone();
    float[][] moments = new float[optimizer.kind().moments()][];
    for (int m = 0; m < moments.length; m++) {
      moments[m] = start.moments().length == 0 ? new float[w.length] : start.moments()[m].clone();
    }
    boolean[] decays = new boolean[w.length];
    for (int i = 0, s = 0; i < active.length; i++) {
      while (active[i] >= network.slots().get(s).end()) {
        s++;
      }
      decays[i] = network.slots().get(s).prunable();
    }
    Optimizer update = new Optimizer(optimizer);
    float[] all = Survivors.scatter(mask, w);
    float[] gradient = new float[network.size()];
    float[] g = new float[w.length];
    long step = start.step();
    long examples = 0;
    double lossSum = 0;
    while (batches.hasNext()) {
      Batch batch = batches.next();
      double loss = backward(all, batch, gradient);
      if (!Double.isFinite(loss)) {
        throw new DivergedException("loss is " + loss + " at step " + (step + 1));
      }
      lossSum += loss * batch.size();
      examples += batch.size();
      float scale = 1f / batch.size();
      for (int i = 0; i < active.length; i++) {
        g[i] = gradient[active[i]] * scale;
      }
      update.step(
          w,
          g,
          moments,
          decays,
          step + 1,
          optimizer.learningRate() * schedule.factor(step, totalSteps));
      step++;
      for (int i = 0; i < active.length; i++) {
        all[active[i]] = w[i];
      }
    }
    for (float v : w) {
      if (!Float.isFinite(v)) {
        throw new DivergedException("a parameter is " + v + " after step " + step);
      }
    }
    return new FineTuned(new ReplicaState(w, moments, step), examples, lossSum);
  }

  private double backward(float[] all, Batch batch, float[] gradient) {
    net.setValues(all);
    net.net().setInput(features(batch));
    net.net().setLabels(labels(batch));
    net.net().computeGradientAndScore();
    net.gradient(gradient);
    return net.net().score();
  }

  private INDArray features(Batch batch) {
    boolean image = network.operations().get(0) instanceof Operation.Convolution;
    long n = batch.size();
    return image
        ? Nd4j.create(
            batch.features(),
            n,
            network.input().dim(0),
            network.input().dim(1),
            network.input().dim(2))
        : Nd4j.create(batch.features(), n, network.input().size());
  }

  private INDArray labels(Batch batch) {
    float[] hot = new float[batch.size() * network.classes()];
    for (int i = 0; i < batch.size(); i++) {
      hot[i * network.classes() + batch.labels()[i]] = 1;
    }
    return Nd4j.create(hot, (long) batch.size(), network.classes());
  }

  @Override
  public double[] gradientSum(float[] values, Iterator<Batch> batches) {
    double[] sum = new double[network.size()];
    float[] gradient = new float[network.size()];
    while (batches.hasNext()) {
      backward(values, batches.next(), gradient);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += gradient[i];
      }
    }
    return sum;
  }

  @Override
  public Score evaluate(float[] values, Iterator<Batch> batches) {
    net.setValues(values);
    Score sum = Score.ZERO;
    while (batches.hasNext()) {
      Batch batch = batches.next();
      float[] p = net.net().output(features(batch), false).data().asFloat();
      int k = network.classes();
      double loss = 0;
      long correct = 0;
      for (int i = 0; i < batch.size(); i++) {
        int best = 0;
        for (int c = 1; c < k; c++) {
          best = p[i * k + c] > p[i * k + best] ? c : best;
        }
        correct += best == batch.labels()[i] ? 1 : 0;
        loss -= StrictMath.log(Math.max(1e-7, p[i * k + batch.labels()[i]]));
      }
      sum = sum.plus(new Score(loss, correct, batch.size()));
    }
    return sum;
  }

  @Override
  public Moments moments(float[] values, String batchNorm, Iterator<Batch> batches) {
    throw new UnsupportedOperationException(batchNorm);
  }

  @Override
  public void close() {
    net.net().close();
  }
}
