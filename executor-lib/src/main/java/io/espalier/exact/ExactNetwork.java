package io.espalier.exact;

import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Operation.Activation;
import io.espalier.model.Operation.Activation.Function;
import io.espalier.model.Operation.Add;
import io.espalier.model.Operation.BatchNorm;
import io.espalier.model.Operation.Concat;
import io.espalier.model.Operation.Convolution;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Operation.Dropout;
import io.espalier.model.Operation.Flatten;
import io.espalier.model.Operation.GlobalPool;
import io.espalier.model.Operation.Opaque;
import io.espalier.model.Operation.Pool;
import io.espalier.model.Shape;
import io.espalier.shard.Batch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A network's arithmetic in double precision; dropout passes everything. */
public final class ExactNetwork {
  private final Network network;
  private final Map<String, Integer> outputs = new HashMap<>();
  private final List<Shape> shapes = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();

  private ExactNetwork(Network network) {
    this.network = network;
    outputs.put(Network.INPUT, 0);
    shapes.add(network.input());
    List<Operation> all = network.operations();
    for (Operation o : all.subList(0, all.size() - 1)) {
      nodes.add(node(o, shapes.size()));
      outputs.put(o.name(), shapes.size());
      shapes.add(o.output());
    }
  }

  /**
   * Why a network has no derivatives here, as in "does not know lstm_1 (LSTM)"; empty if it has.
   */
  public static Optional<String> refusal(Network network) {
    for (Operation o : network.operations()) {
      if (o instanceof Opaque opaque) {
        return Optional.of("does not know " + o.name() + " (" + opaque.kind() + ")");
      }
    }
    return network.classifies()
        ? Optional.empty()
        : Optional.of("wants a softmax over two classes or more at the end");
  }

  /**
   * A network's.
   *
   * @throws IllegalArgumentException if it has a {@link #refusal}
   */
  public static ExactNetwork of(Network network) {
    refusal(network)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(network.name() + ": double precision " + why);
            });
    return new ExactNetwork(network);
  }

  /**
   * The forward pass of a batch.
   *
   * @param w {@code [Network.size()]}; not copied, and not to be changed while the pass is in use
   */
  public ExactPass pass(double[] w, Batch batch, Norms norms) {
    double[] input = new double[batch.features().length];
    for (int i = 0; i < input.length; i++) {
      input[i] = batch.features()[i];
    }
    return pass(w, input, norms);
  }

  /**
   * The forward pass of any input.
   *
   * @param input {@code [n, features]} row-major, n at least 1
   * @throws IllegalArgumentException if values or input are not as many as the network has
   */
  public ExactPass pass(double[] w, double[] input, Norms norms) {
    int width = network.input().size();
    if (w.length != network.size() || input.length == 0 || input.length % width != 0) {
      throw new IllegalArgumentException(
          w.length
              + " values and "
              + input.length
              + " features for a network of "
              + network.size()
              + " values and "
              + width
              + " features");
    }
    int n = input.length / width;
    Tape tape = new Tape(w, n, norms, shapes.stream().mapToInt(Shape::size).toArray());
    for (int i = 0; i < input.length; i++) {
      tape.value(0)[i % width * n + i / width] = input[i];
    }
    List<Operation> all = network.operations();
    int last = outputs.get(all.get(all.size() - 1).inputs().get(0));
    return new ExactPass(tape, nodes, last, network.classes());
  }

  private Node node(Operation o, int out) {
    int in = outputs.get(o.inputs().get(0));
    Shape from = shapes.get(in);
    if (o instanceof Dense d) {
      return linear(d.name(), d.bias(), in, out, d.in(), d.out(), 1, Taps.point());
    } else if (o instanceof Convolution c) {
      Taps taps = Taps.of(c.window(), from, c.output());
      return linear(c.name(), c.bias(), in, out, c.in(), c.out(), c.groups(), taps);
    } else if (o instanceof BatchNorm b) {
      int gamma = network.slot(b.name() + ".gamma").offset();
      return new Normalizing(in, out, gamma, b.channels(), b.epsilon());
    } else if (o instanceof Activation a) {
      return a.function() == Function.SOFTMAX
          ? new Softmaxing(in, out, from.dim(0))
          : new Elementwise(a.function(), in, out);
    } else if (o instanceof Pool p) {
      return new Pooling(p.max(), in, out, Taps.of(p.window(), from, p.output()));
    } else if (o instanceof GlobalPool p) {
      Taps whole = Taps.whole(from.size() / from.dim(0));
      return new Pooling(p.max(), in, out, whole);
    } else if (o instanceof Concat c) {
      return concat(c, out);
    } else if (o instanceof Add || o instanceof Flatten || o instanceof Dropout) {
      List<Integer> ins = o.inputs().stream().map(outputs::get).toList();
      return new Joining(ins, Collections.nCopies(ins.size(), 0), out);
    }
    throw new IllegalArgumentException("does not know " + o.name());
  }

  private Linear linear(
      String name, boolean bias, int in, int out, int channels, int rows, int groups, Taps taps) {
    int weight = network.slot(name + ".weight").offset();
    int first = bias ? network.slot(name + ".bias").offset() : -1;
    return new Linear(in, out, weight, first, channels, rows, groups, taps);
  }

  private Joining concat(Concat c, int out) {
    List<Integer> ins = c.inputs().stream().map(outputs::get).toList();
    List<Integer> offsets = new ArrayList<>();
    int offset = 0;
    for (int in : ins) {
      offsets.add(offset);
      offset += shapes.get(in).size();
    }
    return new Joining(ins, offsets, out);
  }
}
