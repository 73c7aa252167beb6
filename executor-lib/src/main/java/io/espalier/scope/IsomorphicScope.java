package io.espalier.scope;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import io.espalier.method.Option;
import io.espalier.structure.Stratum;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Isomorphic layers rank together: within a group of layers of one kind there is one threshold, and
 * every group loses the same share. Scores of unlike structures, a convolution's and a dense
 * layer's, differ in scale and are never compared.
 *
 * <p>Source: Fang, Ma, Mi, Wang, <i>Isomorphic Pruning for Vision Models</i>, ECCV 2024,
 * arXiv:2407.04616. Two structures are isomorphic there if the operations that they run through
 * are; here that is the {@link Stratum#kind kind} that the granularity gives. Deviation: a group's
 * count is rounded by largest remainder, so that the total is exact.
 *
 * @param byShape whether layers of one kind must also be of one size to rank together
 */
public record IsomorphicScope(boolean byShape) implements Scope {
  static final Method METHOD =
      new Method(
          Kind.SCOPE,
          "isomorphic",
          "layers of the same kind rank together, and each such group loses the same share",
          "Fang, Ma, Mi, Wang: Isomorphic Pruning for Vision Models, ECCV 2024",
          List.of(),
          "",
          List.of(
              new Option.Choice(
                  "by",
                  "kind",
                  List.of("kind", "shape"),
                  "what layers have in common: operations and kernels, or all extents too")));

  @Override
  public String name() {
    return METHOD.name();
  }

  @Override
  public boolean compares() {
    return true;
  }

  @Override
  public int[] counts(List<Stratum> layers, double[] scores, BitSet gone, int total) {
    Map<String, int[]> groups = groups(layers);
    int[] sizes =
        groups.values().stream()
            .mapToInt(g -> Arrays.stream(g).map(l -> layers.get(l).size()).sum())
            .toArray();
    int[] totals = Apportionment.byWeight(sizes, total);
    int[] counts = new int[layers.size()];
    int next = 0;
    for (int[] group : groups.values()) {
      List<Stratum> members = Arrays.stream(group).mapToObj(layers::get).toList();
      int[] own = new GlobalScope().counts(members, scores, gone, totals[next++]);
      for (int m = 0; m < group.length; m++) {
        counts[group[m]] = own[m];
      }
    }
    return counts;
  }

  /** The layers' places by what they have in common, in the order of their first layers. */
  private Map<String, int[]> groups(List<Stratum> layers) {
    Map<String, int[]> groups = new LinkedHashMap<>();
    for (int l = 0; l < layers.size(); l++) {
      Stratum layer = layers.get(l);
      String key =
          byShape
              ? layer.kind() + " of " + layer.size() + " units, extents " + layer.extents()
              : layer.kind();
      groups.merge(key, new int[] {l}, IsomorphicScope::joined);
    }
    return groups;
  }

  private static int[] joined(int[] some, int[] more) {
    int[] all = Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }
}
