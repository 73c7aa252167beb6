package io.espalier.driver.round;

import io.espalier.train.ReplicaState;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.spark.SparkEnv;
import scala.reflect.ClassTag$;

/**
 * Bytes that Spark's serializer makes of what travels. Large arrays are not written for the sake of
 * counting: everything is written with empty ones, and a float adds 4 bytes, a double 8. An array
 * that several objects share travels once.
 */
final class SerializedSize {
  private SerializedSize() {}

  /** Of anything small, by writing it. */
  static long of(Serializable object) {
    ByteBuffer written =
        SparkEnv.get()
            .serializer()
            .newInstance()
            .serialize(object, ClassTag$.MODULE$.apply(Object.class));
    return written.remaining();
  }

  /** Of rows of values. */
  static long ofRows(List<float[]> rows) {
    ArrayList<float[]> hollow = new ArrayList<>();
    rows.forEach(r -> hollow.add(new float[0]));
    return of(hollow) + floats(rows);
  }

  /** Of a wave's states and settings. */
  static long ofWave(List<WireCandidate> wave) {
    ArrayList<WireCandidate> hollow = new ArrayList<>();
    List<float[]> arrays = new ArrayList<>();
    for (WireCandidate c : wave) {
      hollow.add(c.with(hollow(c.state())));
      arrays.addAll(arrays(c.state()));
    }
    return of(hollow) + floats(arrays);
  }

  /** Of one task's results. */
  static long ofParts(List<Part> parts) {
    ArrayList<Part> hollow = new ArrayList<>();
    List<float[]> arrays = new ArrayList<>();
    for (Part part : parts) {
      if (part instanceof CellResult c && !c.failed()) {
        hollow.add(c.with(hollow(c.state())));
        arrays.addAll(arrays(c.state()));
      } else {
        hollow.add(part);
      }
    }
    return of(hollow) + floats(arrays);
  }

  /** A state without its values. */
  static ReplicaState hollow(ReplicaState state) {
    return new ReplicaState(new float[0], new float[state.moments().length][0], state.step());
  }

  private static List<float[]> arrays(ReplicaState state) {
    List<float[]> all = new ArrayList<>(List.of(state.values()));
    all.addAll(List.of(state.moments()));
    return all;
  }

  private static long floats(List<float[]> arrays) {
    Set<float[]> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    seen.addAll(arrays);
    return seen.stream().mapToLong(a -> 4L * a.length).sum();
  }
}
