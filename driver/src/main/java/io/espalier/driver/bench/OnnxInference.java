package io.espalier.driver.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.espalier.model.Network;
import io.espalier.model.Shape;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.stream.LongStream;

/** ONNX Runtime on one thread, its input made beforehand and its output left where it is. */
final class OnnxInference implements Slices.Side {
  private final OrtSession session;
  private final OnnxTensor input;

  OnnxInference(Network network, float[] values, float[] features, int examples) {
    // Before the options: the other way round the process crashes.
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      session = environment.createSession(OnnxModel.bytes(network, values), options);
      Shape shape = network.input();
      long[] extents =
          LongStream.concat(
                  LongStream.of(examples), shape.dims().stream().mapToLong(Integer::longValue))
              .toArray();
      input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(features), extents);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime refuses " + network.name(), e);
    }
  }

  @Override
  public void run(int batches) {
    for (int i = 0; i < batches; i++) {
      try (OrtSession.Result result = session.run(Map.of(Network.INPUT, input))) {
        result.get(0);
      } catch (OrtException e) {
        throw new IllegalStateException("ONNX Runtime fails", e);
      }
    }
  }

  /** Row-major {@code [examples, classes]}. */
  float[] logits() {
    try (OrtSession.Result result = session.run(Map.of(Network.INPUT, input))) {
      FloatBuffer scores = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] all = new float[scores.remaining()];
      scores.get(all);
      return all;
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime fails", e);
    }
  }

  @Override
  public void close() {
    try {
      input.close();
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime does not end", e);
    }
  }
}
