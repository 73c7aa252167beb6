package io.espalier.datasets.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.datasets.DataSpec;
import io.espalier.fuzz.Scratch;
import io.espalier.fuzz.Target;
import io.espalier.input.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** CIFAR-10's records: any length that is no multiple of theirs is refused. */
public final class Cifar10Target implements Target {
  private final Path folder = Scratch.folder("cifar10");
  private final Configuration hadoop = new Configuration();

  @Override
  public List<byte[]> seeds() {
    return List.of(new byte[Cifar10Files.RECORD], new byte[2 * Cifar10Files.RECORD]);
  }

  @Override
  public boolean read(byte[] input) throws IOException {
    Files.write(folder.resolve("data_batch_1.bin"), input);
    DataSpec spec = Specs.of(new DataSpec.Cifar10(), folder.toString());
    var problems = new Cifar10Source().check(spec, hadoop);
    if (!problems.isEmpty()) {
      throw new InputException(problems);
    }
    Cifar10Files files =
        Cifar10Files.of(Cifar10Files.folder(folder.toString(), hadoop), Source.Split.TRAIN);
    assertThat(files.records(0) * Cifar10Files.RECORD).isEqualTo(input.length);
    try (var in = files.open(0, Math.max(0, files.records(0) - 1), hadoop)) {
      byte[] record = new byte[Cifar10Files.RECORD];
      if (files.records(0) > 0) {
        in.readFully(record);
      }
      assertThat(in.read()).isNegative();
    }
    return true;
  }
}
