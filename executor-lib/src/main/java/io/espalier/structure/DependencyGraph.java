package io.espalier.structure;

import io.espalier.model.Network;
import io.espalier.model.Operation;
import io.espalier.model.Operation.Activation;
import io.espalier.model.Operation.BatchNorm;
import io.espalier.model.Operation.Concat;
import io.espalier.model.Operation.Convolution;
import io.espalier.model.Operation.Dense;
import io.espalier.model.Operation.Flatten;
import io.espalier.model.Operation.Opaque;
import io.espalier.model.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which channels of a network live and die together (Fang, Ma, Song, Mi, Wang, <i>DepGraph: Towards
 * Any Structural Pruning</i>, CVPR 2023, arXiv:2301.12900).
 *
 * <p>A channel is one index of the first axis of an operation's output: of an image a channel, of a
 * vector a feature. A dense layer or convolution makes channels of its own; everything else passes
 * on those it reads: activations, batch norm, pooling, dropout and depthwise convolutions one to
 * one, an addition makes the channels of its inputs one, a concatenation puts them side by side,
 * and flattening {@code [c, h, w]} passes each channel on as {@code h·w} features. So a 2-channel
 * convolution, its batch norm, a flattening of 3×3 images and a dense layer give two coupled
 * channels, each of one filter, four values of the batch norm and nine columns of the dense layer.
 *
 * <p>Protected, and so in no coupled channel, is whatever is one with a channel of the network's
 * input, of its last operation, of what an {@link Opaque} operation reads or gives, of what a
 * convolution in groups that is not depthwise reads or gives, or of what a softmax within the
 * network reads.
 */
public final class DependencyGraph {
  /**
   * One index of an operation.
   *
   * @param index of its output channel; in {@link Coupled#consumers()}, of its input's
   */
  public record Place(String operation, int index) {}

  /**
   * Channels that live and die together.
   *
   * @param producers dense layers' neurons and convolutions' filters that make it, in Network order
   * @param dependents its values in batch norms and depthwise convolutions
   * @param consumers the columns of dense layers and convolutions that read it
   */
  public record Coupled(List<Place> producers, List<Place> dependents, List<Place> consumers) {
    public Coupled {
      producers = List.copyOf(producers);
      dependents = List.copyOf(dependents);
      consumers = List.copyOf(consumers);
    }

    /** Whether one layer alone makes it, and is of a kind. */
    boolean madeBy(Network network, Class<? extends Operation> kind) {
      return producers.size() == 1
          && network.operations().stream()
              .anyMatch(o -> kind.isInstance(o) && o.name().equals(producers.get(0).operation()));
    }
  }

  private final Network network;
  private final ChannelSets sets = new ChannelSets();

  /** By operation, the sets of its output's channels. */
  private final Map<String, int[]> made = new HashMap<>();

  /** By dense layer and convolution, the sets of the channels that its weight reads. */
  private final Map<String, int[]> read = new HashMap<>();

  private final Map<String, Shape> shapes = new HashMap<>();

  private DependencyGraph(Network network) {
    this.network = network;
    made.put(Network.INPUT, sets.fresh(network.input().dim(0)));
    shapes.put(Network.INPUT, network.input());
    sets.protect(made.get(Network.INPUT), "is one with the network's input");
    for (Operation o : network.operations()) {
      made.put(o.name(), channels(o));
      shapes.put(o.name(), o.output());
    }
    protectMixed();
  }

  private void protectMixed() {
    List<Operation> all = network.operations();
    Operation last = all.get(all.size() - 1);
    sets.protect(made.get(last.name()), "gives the network's output");
    for (Operation o : all) {
      if (o instanceof Activation a && a.function() == Activation.Function.SOFTMAX) {
        sets.protect(made.get(o.name()), "is mixed with others by softmax " + o.name());
      }
    }
  }

  /** The dependencies within a network. */
  public static DependencyGraph of(Network network) {
    return new DependencyGraph(network);
  }

  private int[] channels(Operation o) {
    int[] own = sets.fresh(o.output().dim(0));
    if (o instanceof Dense d) {
      reads(o, flat(o.inputs().get(0)), d.in());
      return own;
    }
    if (o instanceof Convolution c && !depthwise(c)) {
      reads(o, made.get(o.inputs().get(0)), c.in());
      if (c.groups() > 1) {
        closed(o, own, "a convolution of " + c.groups() + " groups");
      }
      return own;
    }
    if (o instanceof Opaque q) {
      closed(o, own, "opaque (" + q.kind() + ")");
      return own;
    }
    if (o instanceof Concat) {
      int[] joined = o.inputs().stream().map(made::get).flatMapToInt(Arrays::stream).toArray();
      return same(o, own, joined);
    }
    if (o instanceof Flatten) {
      return same(o, own, flat(o.inputs().get(0)));
    }
    int[] result = own;
    for (String in : o.inputs()) {
      result = same(o, result, made.get(in));
    }
    return result;
  }

  /** A weight that reads other channels than its input's, after some reshaping, fixes those. */
  private void reads(Operation o, int[] channels, int expected) {
    if (channels.length == expected) {
      read.put(o.name(), channels);
      return;
    }
    int[] unknown = sets.fresh(expected);
    sets.protect(unknown, "comes from a reshaping");
    sets.protect(made.get(o.inputs().get(0)), "is read in another shape by " + o.name());
    read.put(o.name(), unknown);
  }

  /** The operation's channels are those that it reads, unless their number says otherwise. */
  private int[] same(Operation o, int[] own, int[] read) {
    if (own.length == read.length) {
      sets.unite(own, read);
    } else {
      closed(o, own, "of another number of channels");
    }
    return own;
  }

  private void closed(Operation o, int[] own, String what) {
    sets.protect(own, "comes from " + o.name() + ", " + what);
    o.inputs().forEach(in -> sets.protect(made.get(in), "is read by " + o.name() + ", " + what));
  }

  /** The features that flattening an operation's output gives. */
  private int[] flat(String name) {
    int[] channels = made.get(name);
    int each = shapes.get(name).size() / channels.length;
    int[] features = new int[channels.length * each];
    boolean last = network.layout() == Network.Layout.CHANNELS_LAST;
    for (int f = 0; f < features.length; f++) {
      features[f] = channels[last ? f % channels.length : f / each];
    }
    return features;
  }

  static boolean depthwise(Convolution c) {
    return c.groups() > 1 && c.groups() == c.in() && c.in() == c.out();
  }

  /** By output channel of an operation: the number of the set of channels that it is one of. */
  int[] output(String operation) {
    return sets.of(made.get(operation));
  }

  /** As {@link #output}, of what a dense layer's or convolution's weight reads. */
  int[] input(Operation o) {
    return sets.of(read.getOrDefault(o.name(), made.get(o.name())));
  }

  /** Whether channels of an operation are the network's output. */
  boolean givesOutput(String operation) {
    List<Operation> all = network.operations();
    int[] last = output(all.get(all.size() - 1).name());
    return Arrays.stream(output(operation))
        .anyMatch(set -> Arrays.stream(last).anyMatch(other -> other == set));
  }

  /** Whether nothing of a set may go. */
  boolean isProtected(int set) {
    return sets.why(set) != null;
  }

  /** All that may go, ordered by their first producers. */
  public List<Coupled> channels() {
    return List.copyOf(bySet().values());
  }

  /** {@link #channels()} by the number of their set, in the same order. */
  Map<Integer, Coupled> bySet() {
    Map<Integer, CoupledBuilder> building = new LinkedHashMap<>();
    for (Operation o : network.operations()) {
      boolean depthwise = o instanceof Convolution c && depthwise(c);
      if (o instanceof Dense || (o instanceof Convolution && !depthwise)) {
        int[] own = output(o.name());
        for (int i = 0; i < own.length; i++) {
          if (!isProtected(own[i])) {
            building
                .computeIfAbsent(own[i], s -> new CoupledBuilder())
                .producers
                .add(new Place(o.name(), i));
          }
        }
      }
    }
    for (Operation o : network.operations()) {
      boolean depthwise = o instanceof Convolution c && depthwise(c);
      boolean dependent = o instanceof BatchNorm || depthwise;
      if (!dependent && !(o instanceof Dense) && !(o instanceof Convolution)) {
        continue;
      }
      int[] touched = dependent ? output(o.name()) : input(o);
      for (int i = 0; i < touched.length; i++) {
        CoupledBuilder b = building.get(touched[i]);
        if (b != null) {
          (dependent ? b.dependents : b.consumers).add(new Place(o.name(), i));
        }
      }
    }
    Map<Integer, Coupled> all = new LinkedHashMap<>();
    building.forEach((set, b) -> all.put(set, b.build()));
    return all;
  }

  /**
   * The dense layers and convolutions of which a channel may not go, each with the reason, in
   * Network order.
   */
  public Map<String, String> whyProtected() {
    Map<String, String> all = new LinkedHashMap<>();
    for (Operation o : network.operations()) {
      if (o instanceof Dense || o instanceof Convolution) {
        Arrays.stream(output(o.name()))
            .filter(this::isProtected)
            .findFirst()
            .ifPresent(set -> all.put(o.name(), sets.why(set)));
      }
    }
    return all;
  }
}
