package io.espalier.driver.dl4jspark;

import java.io.IOException;
import java.io.ObjectInputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.spark.api.TrainingHook;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sets pruned weights to zero after each step that dl4j-spark takes on an executor, so that every
 * forward pass computes with the mask.
 */
final class KeepMask implements TrainingHook {
  private static final long serialVersionUID = 1;

  private final float[] keep;
  private transient INDArray factors;

  /**
   * A mask over a network's flat parameters, in DL4J's order.
   *
   * @param keep 1 for what survives, 0 for what is pruned
   */
  KeepMask(float[] keep) {
    this.keep = keep.clone();
    this.factors = row(keep);
  }

  void apply(Model network) {
    network.params().muli(factors.reshape(network.params().shape()));
  }

  @Override
  public void preUpdate(DataSet batch, Model network) {}

  @Override
  public void postUpdate(DataSet batch, Model network) {
    apply(network);
  }

  @Override
  public void preUpdate(MultiDataSet batch, Model network) {}

  @Override
  public void postUpdate(MultiDataSet batch, Model network) {
    apply(network);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    factors = row(keep);
  }

  private static INDArray row(float[] keep) {
    return Nd4j.createFromArray(keep).reshape(1, keep.length);
  }
}
