package io.espalier.driver;

import io.espalier.datasets.Dataset;
import io.espalier.input.InputException;
import io.espalier.model.Shape;
import io.espalier.shard.Normalization;
import io.espalier.shard.Shard;
import java.util.List;
import org.apache.spark.api.java.function.Function;

/**
 * What a model was trained on: how its inputs were normalised, and the order of its classes and
 * channels.
 *
 * @param classes names in the order of the model's outputs
 * @param channelOrder as {@link Dataset#channelOrder()}
 * @param shape one example's
 */
record Preprocessing(
    Normalization normalization, List<String> classes, String channelOrder, Shape shape) {
  static Preprocessing of(Dataset data) {
    return new Preprocessing(
        data.normalization(), data.classes(), data.channelOrder(), data.shape());
  }

  /**
   * The same examples as the model knows such: normalised by its own numbers, classes and channels
   * in its order. Shares its cached shards with the data given, who closes them.
   *
   * @param model the model file, for a message
   * @throws InputException for a class that the model does not know, or a normalisation that does
   *     not fit the data's shape
   */
  Dataset apply(Dataset data, String model) {
    int length = normalization.shift().length;
    if (data.shape().size() % length != 0) {
      throw new InputException(
          model,
          "normalises " + length + " channels or features, the data's examples are " + data.shape(),
          "examples of " + shape + ", as it was trained on");
    }
    int[] labels = new int[data.classes().size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = classes.indexOf(data.classes().get(i));
      if (labels[i] < 0) {
        throw new InputException(
            "data.classes",
            "has " + data.classes().get(i) + ", which " + model + " does not know",
            "classes of " + String.join(", ", classes));
      }
    }
    boolean opposite =
        List.of("rgb", "bgr").containsAll(List.of(channelOrder, data.channelOrder()))
            && !channelOrder.equals(data.channelOrder());
    Aligned aligned = new Aligned(labels, opposite);
    return new Dataset(
        data.train().map(aligned),
        data.validation().map(aligned),
        data.test().map(aligned),
        data.trainSizes(),
        data.validationSizes(),
        data.testSizes(),
        data.shape(),
        classes,
        channelOrder,
        normalization,
        data.fingerprint(),
        data.skipped());
  }

  /**
   * Takes a shard to a model's order.
   *
   * @param labels the model's class of each of the data's
   * @param opposite whether the channels come in the opposite order
   */
  private record Aligned(int[] labels, boolean opposite) implements Function<Shard, Shard> {
    @Override
    public Shard call(Shard shard) {
      int[] own = new int[shard.size()];
      for (int i = 0; i < own.length; i++) {
        own[i] = labels[shard.labels()[i]];
      }
      return new Shard(
          shard.index(), shard.shape(), own, opposite ? turned(shard) : shard.features());
    }

    private static Shard.Features turned(Shard shard) {
      int channels = shard.shape().dim(0);
      int plane = shard.shape().size() / channels;
      float[] turned = new float[shard.features().length()];
      for (int i = 0; i < turned.length; i++) {
        int channel = i / plane % channels;
        turned[i] = shard.features().at(i + (channels - 1 - 2 * channel) * plane);
      }
      return new Shard.Floats(turned);
    }
  }
}
