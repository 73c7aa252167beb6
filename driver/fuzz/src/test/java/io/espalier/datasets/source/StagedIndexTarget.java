package io.espalier.datasets.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.fuzz.Scratch;
import io.espalier.fuzz.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** {@code dataset.json} of staged data. */
public final class StagedIndexTarget implements Target {
  private static final String JSON =
      """
      {"version": 1, "values": "pixels", "shape": [1, 4, 4], "classes": ["0", "1"],
       "channelOrder": "gray", "train": [3, 4], "validation": [2], "test": [2],
       "normalization": {"kind": "scale", "shift": [0.0], "factor": [0.5]},
       "fingerprint": "ab", "skipped": 0}
      """;

  private final Path folder = Scratch.folder("staged");
  private final Configuration hadoop = new Configuration();

  @Override
  public List<byte[]> seeds() {
    return List.of(JSON.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean read(byte[] input) throws IOException {
    Files.write(folder.resolve(StagedIndex.FILE), input);
    StagedIndex index = StagedIndex.read(new org.apache.hadoop.fs.Path(folder.toUri()), hadoop);
    assertThat(index.shape()).allMatch(d -> d > 0);
    for (Source.Split split : Source.Split.values()) {
      assertThat(index.sizes(split)).allMatch(n -> n >= 0);
    }
    return true;
  }
}
