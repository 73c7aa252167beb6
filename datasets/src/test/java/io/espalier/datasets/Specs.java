package io.espalier.datasets;

import io.espalier.datasets.DataSpec.ShardCounts;
import java.util.List;
import java.util.Optional;

/** Specifications for tests. */
final class Specs {
  private Specs() {}

  static DataSpec digits(int train, int test) {
    return of(new DataSpec.Digits(train, test, 7), "", "scale");
  }

  static DataSpec of(DataSpec.Format format, String path, String normalize) {
    return new DataSpec(
        format,
        path,
        Optional.empty(),
        Optional.empty(),
        0.1,
        0.2,
        new ShardCounts(4, 2, 3),
        normalize,
        List.of(),
        List.of(),
        List.of(),
        "fail");
  }

  static DataSpec skipping(DataSpec s) {
    return new DataSpec(
        s.format(),
        s.train(),
        s.validation(),
        s.test(),
        s.validationShare(),
        s.testShare(),
        s.shards(),
        s.normalize(),
        s.mean(),
        s.std(),
        s.classes(),
        "skip");
  }

  static DataSpec shares(DataSpec s, double validation, double test) {
    return new DataSpec(
        s.format(),
        s.train(),
        s.validation(),
        s.test(),
        validation,
        test,
        s.shards(),
        s.normalize(),
        s.mean(),
        s.std(),
        s.classes(),
        s.onBadRecord());
  }

  static DataSpec given(DataSpec s, List<Double> mean, List<Double> std) {
    return new DataSpec(
        s.format(),
        s.train(),
        s.validation(),
        s.test(),
        s.validationShare(),
        s.testShare(),
        s.shards(),
        "given",
        mean,
        std,
        s.classes(),
        s.onBadRecord());
  }
}
