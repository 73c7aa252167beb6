package io.espalier.structure;

import io.espalier.model.Operation;
import io.espalier.model.Operation.Activation;
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
import java.util.List;

/** Operations with other inputs and other numbers of channels, otherwise the same. */
final class Reshaped {
  private Reshaped() {}

  /**
   * An operation that reads something else.
   *
   * @param inputs as many as before, except for an addition
   */
  static Operation reading(Operation o, List<String> inputs) {
    return of(o, inputs, in(o), o.output().dim(0));
  }

  /**
   * An operation of other size.
   *
   * @param in channels or features that it reads; of no matter but to dense layers and convolutions
   * @param out channels or features that it gives
   */
  static Operation of(Operation o, List<String> inputs, int in, int out) {
    Shape shape = shape(o.output(), out);
    if (o instanceof Dense d) {
      return new Dense(d.name(), inputs, in, out, d.bias());
    }
    if (o instanceof Convolution c) {
      int groups = DependencyGraph.depthwise(c) ? out : c.groups();
      return new Convolution(c.name(), inputs, in, out, c.window(), groups, c.bias(), shape);
    }
    if (o instanceof BatchNorm b) {
      return new BatchNorm(b.name(), inputs, out, b.epsilon(), shape);
    }
    if (o instanceof Activation a) {
      return new Activation(a.name(), inputs, a.function(), shape);
    }
    if (o instanceof Pool p) {
      return new Pool(p.name(), inputs, p.max(), p.window(), shape);
    }
    if (o instanceof GlobalPool g) {
      return new GlobalPool(g.name(), inputs, g.max(), shape);
    }
    if (o instanceof Dropout d) {
      return new Dropout(d.name(), inputs, d.rate(), shape);
    }
    if (o instanceof Add) {
      return new Add(o.name(), inputs, shape);
    }
    if (o instanceof Concat) {
      return new Concat(o.name(), inputs, shape);
    }
    if (o instanceof Flatten) {
      return new Flatten(o.name(), inputs, shape);
    }
    Opaque q = (Opaque) o;
    return new Opaque(q.name(), inputs, q.kind(), q.reason(), q.parameters(), shape);
  }

  private static int in(Operation o) {
    if (o instanceof Dense d) {
      return d.in();
    }
    return o instanceof Convolution c ? c.in() : 0;
  }

  private static Shape shape(Shape before, int channels) {
    List<Integer> dims = new ArrayList<>(before.dims());
    dims.set(0, channels);
    return new Shape(dims);
  }
}
