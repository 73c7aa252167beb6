package io.espalier.driver.bench;

import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Operation.Activation;
import io.espalier.model.Operation.Border;
import io.espalier.model.Operation.Convolution;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Operation.Flatten;
import io.espalier.model.Operation.Pool;
import io.espalier.model.Operation.Window;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import onnx.Onnx;
import org.nd4j.shade.protobuf.ByteString;

/**
 * A network in ONNX's format (opset 13), dense, as far as its logits: dense layers, convolutions
 * with explicit borders, rectifiers, maxima and flattening.
 */
final class OnnxModel {
  private static final long OPSET = 13;
  private static final long IR_VERSION = 7;

  private final Network network;
  private final float[] values;
  private final Onnx.GraphProto.Builder graph = Onnx.GraphProto.newBuilder();

  private OnnxModel(Network network, float[] values) {
    this.network = network;
    this.values = values;
  }

  /**
   * The model's file.
   *
   * @throws IllegalArgumentException if an operation is none of those named above
   */
  static byte[] bytes(Network network, float[] values) {
    return new OnnxModel(network, values).model();
  }

  private byte[] model() {
    List<Operation> all = network.operations();
    List<Operation> body = all.subList(0, all.size() - 1);
    body.forEach(this::add);
    List<Object> input = new ArrayList<>(List.of("N"));
    network.input().dims().forEach(d -> input.add((long) d));
    graph
        .setName(network.name())
        .addInput(value(Network.INPUT, input))
        .addOutput(value(logits(network), List.of("N", (long) network.classes())));
    return Onnx.ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .addOpsetImport(Onnx.OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  /** The output's name. */
  static String logits(Network network) {
    List<Operation> all = network.operations();
    return all.get(all.size() - 1).inputs().get(0);
  }

  private void add(Operation o) {
    List<String> inputs = new ArrayList<>(o.inputs());
    o.parameters().forEach(p -> inputs.add(p.name()));
    network.slots().stream().filter(s -> s.operation().equals(o)).forEach(this::initializer);
    if (o instanceof Dense) {
      node(o, "Gemm", inputs, number("transB", 1));
    } else if (o instanceof Convolution c && explicit(c.window())) {
      node(
          o,
          "Conv",
          inputs,
          numbers("kernel_shape", c.window().kernelH(), c.window().kernelW()),
          numbers("strides", c.window().strideH(), c.window().strideW()),
          numbers("dilations", c.window().dilationH(), c.window().dilationW()),
          pads(c.window()),
          number("group", c.groups()));
    } else if (o instanceof Pool p && p.max() && explicit(p.window())) {
      node(
          o,
          "MaxPool",
          inputs,
          numbers("kernel_shape", p.window().kernelH(), p.window().kernelW()),
          numbers("strides", p.window().strideH(), p.window().strideW()),
          pads(p.window()));
    } else if (o instanceof Flatten) {
      node(o, "Flatten", inputs);
    } else if (o instanceof Activation a && a.function() == Activation.Function.RELU) {
      node(o, "Relu", inputs);
    } else {
      throw new IllegalArgumentException(o.name() + " is not written in ONNX");
    }
  }

  private static boolean explicit(Window w) {
    return w.border() == Border.EXPLICIT;
  }

  private void node(
      Operation o, String type, List<String> inputs, Onnx.AttributeProto... attributes) {
    graph.addNode(
        Onnx.NodeProto.newBuilder()
            .setName(o.name())
            .setOpType(type)
            .addAllInput(inputs)
            .addOutput(o.name())
            .addAllAttribute(List.of(attributes)));
  }

  private void initializer(Network.Slot slot) {
    ByteBuffer raw = ByteBuffer.allocate(slot.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values, slot.offset(), slot.size());
    Onnx.TensorProto.Builder tensor =
        Onnx.TensorProto.newBuilder()
            .setName(slot.parameter().name())
            .setDataType(Onnx.TensorProto.DataType.FLOAT)
            .setRawData(ByteString.copyFrom(raw));
    slot.parameter().shape().dims().forEach(tensor::addDims);
    graph.addInitializer(tensor);
  }

  private static Onnx.ValueInfoProto value(String name, List<Object> extents) {
    Onnx.TensorShapeProto.Builder shape = Onnx.TensorShapeProto.newBuilder();
    for (Object extent : extents) {
      Onnx.TensorShapeProto.Dimension.Builder d = Onnx.TensorShapeProto.Dimension.newBuilder();
      shape.addDim(extent instanceof Long n ? d.setDimValue(n) : d.setDimParam((String) extent));
    }
    return Onnx.ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            Onnx.TypeProto.newBuilder()
                .setTensorType(
                    Onnx.TypeProto.Tensor.newBuilder()
                        .setElemType(Onnx.TensorProto.DataType.FLOAT)
                        .setShape(shape)))
        .build();
  }

  private static Onnx.AttributeProto number(String name, long value) {
    return Onnx.AttributeProto.newBuilder()
        .setName(name)
        .setType(Onnx.AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static Onnx.AttributeProto pads(Window w) {
    return numbers("pads", w.padH(), w.padW(), w.padH(), w.padW());
  }

  private static Onnx.AttributeProto numbers(String name, long... values) {
    Onnx.AttributeProto.Builder attribute =
        Onnx.AttributeProto.newBuilder()
            .setName(name)
            .setType(Onnx.AttributeProto.AttributeType.INTS);
    for (long v : values) {
      attribute.addInts(v);
    }
    return attribute.build();
  }
}
