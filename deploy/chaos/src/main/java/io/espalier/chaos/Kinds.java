package io.espalier.chaos;

import java.util.List;
import java.util.stream.Stream;

/** All kinds of faults, in the table's order. */
final class Kinds {
  private Kinds() {}

  static List<Fault> all() {
    return Stream.of(
            ClusterFaults.all(),
            TaskFaults.all(),
            DriverFaults.all(),
            FileFaults.all(),
            IdentityFaults.all(),
            HdfsFaults.all())
        .flatMap(List::stream)
        .toList();
  }
}
