package io.espalier.datasets.source;

import io.espalier.datasets.DataSpec;
import io.espalier.input.InputException;

/** Which reader reads which format. */
public final class Sources {
  private Sources() {}

  /** The reader of a format. */
  public static Source of(DataSpec.Format format) {
    if (format instanceof DataSpec.Digits digits) {
      return new DigitsSource(digits);
    }
    if (format instanceof DataSpec.Idx) {
      return new IdxSource();
    }
    if (format instanceof DataSpec.Cifar10) {
      return new Cifar10Source();
    }
    if (format instanceof DataSpec.Csv csv) {
      return new CsvSource(csv);
    }
    if (format instanceof DataSpec.Libsvm libsvm) {
      return new LibsvmSource(libsvm);
    }
    if (format instanceof DataSpec.Table table) {
      return new TableSource(table);
    }
    if (format instanceof DataSpec.Images images) {
      return new ImagesSource(images);
    }
    if (format instanceof DataSpec.Staged) {
      return new StagedSource();
    }
    throw new InputException(
        "data.format",
        "is " + format.getClass().getSimpleName() + ", which has no reader",
        "digits, idx, cifar10, csv, libsvm, table, images or staged");
  }
}
