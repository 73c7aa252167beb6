package io.espalier.datasets.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.univocity.parsers.csv.CsvParser;
import io.espalier.datasets.DataSpec;
import io.espalier.fuzz.Scratch;
import io.espalier.fuzz.Target;
import io.espalier.input.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Delimited text: the header, then each row by the layout that it gives. */
public final class CsvTarget implements Target {
  private static final DataSpec.Csv CSV = DataSpec.Csv.DEFAULTS;

  private final Path file = Scratch.folder("csv").resolve("rows.csv");
  private final CsvParser cutter = CsvLayout.cutter(CSV);
  private final Configuration hadoop = new Configuration();

  @Override
  public List<byte[]> seeds() {
    return List.of(
        "a,b,label\n1,2.5,cat\n-3e-2,4,\"dog, small\"\n".getBytes(StandardCharsets.UTF_8),
        "label,x\r\n1,0.5\r\n0,1e10\r\n".getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean read(byte[] input) throws IOException {
    Files.write(file, input);
    var path = new org.apache.hadoop.fs.Path(file.toUri());
    CsvLayout layout = CsvLayout.of(CSV, path, hadoop);
    boolean good = true;
    try (BufferedReader in = InputFiles.text(path, hadoop)) {
      InputFiles.line(in);
      for (String line = InputFiles.line(in); line != null; line = InputFiles.line(in)) {
        if (!line.isBlank()) {
          Reading read = layout.read(cutter.parseLine(line));
          good &= read.isGood();
          assertThat(read.width()).isEqualTo(read.isGood() ? layout.features() : 0);
          for (float f : read.features()) {
            assertThat(f).isFinite();
          }
        }
      }
    }
    if (!good) {
      throw new InputException("data.train", "has a bad record", "numbers");
    }
    return true;
  }
}
