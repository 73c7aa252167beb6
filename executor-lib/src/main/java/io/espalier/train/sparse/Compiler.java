package io.espalier.train.sparse;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lays a network's outputs out in memory and makes its nodes. An activation whose derivative
 * follows from its output shares its input's memory, where nothing else reads that; a rectifier
 * behind a linear layer becomes the layer's own; flattening costs nothing. The last softmax is the
 * loss's.
 */
final class Compiler {
  private final Kernels kernels;

  /** Of rows that a single example does not fill up to whole vectors. */
  private final Kernels rowKernels;

  private final Network network;
  private final int batch;
  private final boolean training;
  private final Arena arena = new Arena();
  private final Map<String, List<Operation>> readers = new HashMap<>();
  private final Map<String, Operation> byName = new HashMap<>();
  private final Map<String, View> views = new HashMap<>();

  /** Whether a gradient by this output is wanted: not by the network's input. */
  private final Set<String> trained = new HashSet<>();

  /** Outputs whose gradient several nodes add up. */
  private final Set<Integer> shared = new HashSet<>();

  private final List<int[]> cleared = new ArrayList<>();
  private final Map<String, Integer> nodesBefore = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<Linear> linears = new ArrayList<>();

  private Compiler(Kernels kernels, Network network, int batch, boolean training) {
    this.kernels = kernels;
    this.rowKernels = batch == 1 ? new ScalarKernels() : kernels;
    this.network = network;
    this.batch = batch;
    this.training = training;
  }

  /** Why the engine cannot run a network, as in "does not know lstm_1 (LSTM)"; null if it can. */
  static String refusal(Network network) {
    Map<String, Shape> shapes = new HashMap<>(Map.of(Network.INPUT, network.input()));
    for (Operation o : network.operations()) {
      if (o instanceof Opaque opaque) {
        return "does not know " + o.name() + " (" + opaque.kind() + ")";
      }
      if (o instanceof Pool p && missesImage(p, shapes.get(p.inputs().get(0)))) {
        return "cannot pool by " + o.name() + ": a window of it lies in the border alone";
      }
      shapes.put(o.name(), o.output());
    }
    if (!network.classifies()) {
      return "wants a softmax over two classes or more at the end";
    }
    String unsaid = network.origin().map(Network.Origin::unsaid).orElse(null);
    return unsaid == null ? null : "cannot do as DL4J would: " + unsaid;
  }

  /** Neither a maximum nor an average has a value then. */
  private static boolean missesImage(Pool p, Shape in) {
    return Geometry.of(p.window(), in.dim(1), in.dim(2), p).missesImage();
  }

  /**
   * Floats that a program's memory takes, however many; allocates none of them.
   *
   * @param lanes of a batch
   * @param training whether there is room for gradients
   */
  static long floats(Network network, int lanes, boolean training) {
    Compiler compiler = new Compiler(new ScalarKernels(), network, lanes, training);
    compiler.layOut(0, 1);
    return compiler.arena.size();
  }

  /** The linear nodes of a training program without its memory, which cannot run. */
  static List<Linear> linears(Network network) {
    Compiler compiler = new Compiler(new ScalarKernels(), network, Kernels.WIDTH, true);
    compiler.nodes(compiler.layOut(0, 1));
    return compiler.linears;
  }

  /**
   * Compiles.
   *
   * @param batch the most examples of a batch
   */
  static Program program(Kernels kernels, Network network, int batch) {
    return new Compiler(kernels, network, Kernels.padded(batch), true).compile(0, 1, null);
  }

  /**
   * Compiles for the forward pass alone: no room for gradients. The parts of one batch have an
   * input each and share all other memory, so that only one at a time may run.
   *
   * @param lanes of a part: a whole number of vectors, or 1: then pixels are the lanes
   * @param parts at least 1
   */
  static List<Program> inference(Kernels kernels, Network network, int lanes, int parts) {
    List<Program> programs = new ArrayList<>();
    float[] memory = null;
    for (int part = 0; part < parts; part++) {
      Program program = new Compiler(kernels, network, lanes, false).compile(part, parts, memory);
      memory = program.memory();
      programs.add(program);
    }
    return programs;
  }

  /**
   * @param memory of the other parts; null for the first
   */
  private Program compile(int part, int parts, float[] memory) {
    List<Operation> all = network.operations();
    Operation last = all.get(all.size() - 1);
    int scratch = layOut(part, parts);
    float[] own = memory == null ? arena.allocate() : memory;
    nodes(scratch);
    return new Program(
        kernels,
        network,
        own,
        views.get(Network.INPUT),
        views.get(last.inputs().get(0)),
        List.copyOf(nodes),
        List.copyOf(linears),
        List.copyOf(cleared),
        Map.copyOf(nodesBefore),
        Map.copyOf(views));
  }

  // --- memory

  /** Gives every output its place; returns that of the scratch memory. */
  private int layOut(int part, int parts) {
    for (Operation o : network.operations()) {
      byName.put(o.name(), o);
      for (String in : o.inputs()) {
        readers.computeIfAbsent(in, k -> new ArrayList<>()).add(o);
      }
    }
    for (int p = 0; p < parts; p++) {
      View input = image(network.input(), Network.INPUT, false);
      if (p == part) {
        views.put(Network.INPUT, input);
      }
    }
    int scratch = arena.take(scratchSize());
    List<Operation> all = network.operations();
    all.subList(0, all.size() - 1).forEach(this::place);
    return scratch;
  }

  private View view(Operation o) {
    return views.get(o.inputs().get(0));
  }

  private List<Operation> readers(String name) {
    return readers.getOrDefault(name, List.of());
  }

  private void place(Operation o) {
    boolean wants =
        training && (!o.parameters().isEmpty() || o.inputs().stream().anyMatch(trained::contains));
    if (wants) {
      trained.add(o.name());
    }
    if (o instanceof Flatten && !view(o).bordered()) {
      views.put(o.name(), view(o).flat());
    } else if (o instanceof Activation a && inPlace(a)) {
      views.put(o.name(), view(o));
    } else {
      views.put(o.name(), image(o.output(), o.name(), wants));
    }
  }

  private boolean inPlace(Activation a) {
    String from = a.inputs().get(0);
    return !from.equals(Network.INPUT)
        && readers(from).size() == 1
        && Elementwise.inPlace(a.function())
        && mayBeOverwritten(byName.get(from));
  }

  /** Whether an operation's own gradient does not ask for its output: maxima and slopes do. */
  private static boolean mayBeOverwritten(Operation o) {
    return !(o instanceof Flatten
        || o instanceof Activation
        || (o instanceof Pool p && p.max())
        || (o instanceof GlobalPool g && g.max()));
  }

  /** A new block; bordered as widely as the widest of those that read it. */
  private View image(Shape shape, String name, boolean gradient) {
    int[] border = new int[4];
    borders(name, shape, border);
    boolean flat = shape.rank() == 1;
    int channels = shape.dim(0);
    int height = flat ? 1 : shape.dim(1);
    int width = flat ? 1 : shape.rank() == 2 ? 1 : shape.dim(2);
    long padded =
        (long) channels
            * (height + border[0] + border[2])
            * (width + border[1] + border[3])
            * batch;
    int values = arena.take(padded);
    long plain = (long) channels * height * width * batch;
    int at = gradient ? arena.take(plain) : -1;
    View v =
        new View(
            values, at, channels, height, width, border[0], border[1], border[2], border[3], batch);
    if (gradient && gradientReaders(name) > 1) {
      shared.add(at);
      cleared.add(new int[] {at, at + v.gradientSize()});
    }
    return v;
  }

  /** Nodes that will write the gradient of this output's memory. */
  private int gradientReaders(String name) {
    List<Operation> next = readers(name);
    if (next.size() == 1
        && (next.get(0) instanceof Flatten
            || (next.get(0) instanceof Activation a
                && !a.name().equals(lastName())
                && inPlace(a)))) {
      return gradientReaders(next.get(0).name());
    }
    return next.stream().mapToInt(o -> o instanceof Flatten ? gradientReaders(o.name()) : 1).sum();
  }

  private String lastName() {
    return network.operations().get(network.operations().size() - 1).name();
  }

  /** Top, left, bottom and right, over everything that reads this memory. */
  private void borders(String name, Shape shape, int[] border) {
    for (Operation o : readers(name)) {
      if (o instanceof Convolution c) {
        Geometry g = Geometry.of(c.window(), shape.dim(1), shape.dim(2), c);
        int[] wanted = {g.top(), g.left(), g.bottom(), g.right()};
        for (int side = 0; side < 4; side++) {
          border[side] = Math.max(border[side], wanted[side]);
        }
      } else if (o instanceof Activation a && inPlace(a)) {
        borders(o.name(), shape, border);
      }
    }
  }

  private long scratchSize() {
    long most = 8L * Kernels.WIDTH;
    for (Operation o : network.operations()) {
      if (o instanceof Dense d) {
        most = Math.max(most, Linear.scratch(Geometry.POINT, d.in(), d.out(), batch));
      } else if (o instanceof Convolution c) {
        Geometry g = Geometry.of(c.window(), 1 << 14, 1 << 14, c);
        most = Math.max(most, Linear.scratch(g, c.in() / c.groups(), c.out(), batch));
      }
    }
    return most;
  }

  // --- nodes

  private void nodes(int scratch) {
    List<Operation> all = network.operations();
    for (Operation o : all.subList(0, all.size() - 1)) {
      nodesBefore.put(o.name(), nodes.size());
      node(o, scratch);
    }
  }

  private boolean wants(String input) {
    return trained.contains(input);
  }

  private boolean adds(String input) {
    return shared.contains(views.get(input).gradient());
  }

  private int slot(String parameter) {
    return network.slots().indexOf(network.slot(parameter));
  }

  private void node(Operation o, int scratch) {
    View out = views.get(o.name());
    String from = o.inputs().get(0);
    View in = views.get(from);
    boolean wants = wants(from);
    boolean adds = adds(from);
    if (o instanceof Dense d) {
      linear(d.name(), d.bias(), Geometry.POINT, 1, in, out, wants, adds, scratch);
    } else if (o instanceof Convolution c) {
      Geometry g = Geometry.of(c.window(), in.height(), in.width(), c);
      linear(c.name(), c.bias(), g, c.groups(), in, out, wants, adds, scratch);
    } else if (o instanceof Activation a) {
      if (!ownRelu(a)) {
        nodes.add(new Elementwise(rowKernels, a.function(), in, out, wants, adds));
      }
    } else if (o instanceof Pool p) {
      Geometry g = Geometry.of(p.window(), in.height(), in.width(), p);
      nodes.add(new Pooling(rowKernels, p.max(), g, in, out, wants, adds));
    } else if (o instanceof GlobalPool p) {
      Geometry g =
          new Geometry(in.height(), in.width(), 1, 1, in.height(), in.width(), 1, 1, 1, 1, 0, 0);
      nodes.add(new Pooling(rowKernels, p.max(), g, in, out, wants, adds));
    } else if (o instanceof BatchNorm b) {
      int gamma = slot(b.name() + ".gamma");
      nodes.add(new Normalizing(rowKernels, gamma, b.epsilon(), in, out, wants, adds, scratch));
    } else if (o instanceof Dropout d) {
      nodes.add(new Dropping(d.rate(), d.name(), in, out, wants, adds));
    } else if (o instanceof Add || o instanceof Concat || (o instanceof Flatten && in.bordered())) {
      nodes.add(
          new Joining(
              rowKernels,
              o instanceof Add,
              o.inputs().stream().map(views::get).toList(),
              o.inputs().stream().map(this::wants).toList(),
              o.inputs().stream().map(this::adds).toList(),
              o instanceof Flatten ? out.shapedAs(in) : out));
    }
  }

  private boolean ownRelu(Activation a) {
    Operation before = byName.get(a.inputs().get(0));
    return a.function() == Function.RELU
        && (before instanceof Dense || before instanceof Convolution)
        && inPlace(a);
  }

  private void linear(
      String name,
      boolean bias,
      Geometry g,
      int groups,
      View in,
      View out,
      boolean wants,
      boolean adds,
      int scratch) {
    List<Operation> next = readers(name);
    boolean relu = next.size() == 1 && next.get(0) instanceof Activation a && ownRelu(a);
    Linear linear =
        new Linear(
            kernels,
            linears.size(),
            slot(name + ".weight"),
            bias,
            WindowLayout.of(g, groups, in, out, wants),
            relu,
            adds,
            in.values() == views.get(Network.INPUT).values(),
            scratch);
    linears.add(linear);
    nodes.add(batch == 1 ? linear.single() : linear);
  }
}
