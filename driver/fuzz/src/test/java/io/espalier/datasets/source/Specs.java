package io.espalier.datasets.source;

import io.espalier.datasets.DataSpec;

/** Specifications that name one path. */
final class Specs {
  private Specs() {}

  static DataSpec of(DataSpec.Format format, String train) {
    DataSpec d = DataSpec.DEFAULTS;
    return new DataSpec(
        format,
        train,
        d.validation(),
        d.test(),
        d.validationShare(),
        d.testShare(),
        d.shards(),
        d.normalize(),
        d.mean(),
        d.std(),
        d.classes(),
        d.onBadRecord());
  }
}
