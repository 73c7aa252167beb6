package io.espalier.statistic;

import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.Network.Slot;
import io.espalier.model.Shape;
import io.espalier.structure.Downstream;
import io.espalier.structure.OutputChannels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Of each output channel, something of its activations summed over examples and pixels, in
 * inference mode: one value a channel of {@link OutputChannels}, 0 where nothing reads the layer.
 * What an activation gave is taken from the operation that reads it.
 *
 * @param examples of all shards together; 0: all
 */
public record ActivationSums(Of of, int examples) implements Statistic {
  private static final long serialVersionUID = 1;

  /** What is summed. */
  public enum Of {
    /** 1 for each activation that is exactly 0. */
    ZEROS,
    /** Absolute values. */
    MAGNITUDES
  }

  @Override
  public Sampling sampling(int batchSize) {
    return Sampling.first(examples, batchSize);
  }

  /** How many activations a channel of a layer has of one example: the pixels of an image. */
  public static int perExample(Downstream downstream, String layer) {
    Shape shape = downstream.shape(downstream.voice(layer));
    return shape.size() / shape.dim(0);
  }

  /** A layer whose channels can be listened to. */
  private record Voice(int first, int channels, int pixels, String reader) {}

  @Override
  public Accumulator accumulator(Network network, Mask mask) {
    Downstream downstream = new Downstream(network);
    OutputChannels channels = OutputChannels.of(network);
    List<Voice> voices = new ArrayList<>();
    for (Slot slot : channels.layers()) {
      String layer = slot.operation().name();
      Optional<String> reader = downstream.reader(downstream.voice(layer));
      if (reader.isPresent()) {
        voices.add(
            new Voice(
                channels.first(layer),
                OutputChannels.rows(slot),
                perExample(downstream, layer),
                reader.get()));
      }
    }
    return Accumulator.of(
        channels.size(),
        (glance, sum) -> voices.forEach(voice -> listen(voice, glance.input(voice.reader()), sum)));
  }

  private void listen(Voice voice, float[] activations, double[] sum) {
    for (int i = 0; i < activations.length; i++) {
      int channel = voice.first() + i / voice.pixels() % voice.channels();
      double x = activations[i];
      sum[channel] += of == Of.ZEROS ? (x == 0 ? 1 : 0) : Math.abs(x);
    }
  }
}
