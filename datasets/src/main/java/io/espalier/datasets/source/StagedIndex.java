package io.espalier.datasets.source;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.input.InputException;
import io.espalier.model.Shape;
import io.espalier.shard.Normalization;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What {@code dataset.json} says of the shards beside it.
 *
 * @param version of the folder's layout
 * @param values {@code pixels} or {@code floats}
 * @param shape one example's
 * @param train examples in each shard, by index; likewise the others
 * @param normalization as it was fitted when the data were staged; for information
 * @param fingerprint of the staged data set
 */
public record StagedIndex(
    int version,
    String values,
    List<Integer> shape,
    List<String> classes,
    String channelOrder,
    List<Integer> train,
    List<Integer> validation,
    List<Integer> test,
    Normalization normalization,
    String fingerprint,
    long skipped) {
  public static final int VERSION = 1;
  public static final String FILE = "dataset.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Examples of a split's shards. */
  public List<Integer> sizes(Source.Split split) {
    return switch (split) {
      case TRAIN -> train;
      case VALIDATION -> validation;
      case TEST -> test;
    };
  }

  /** The folder of a split's Parquet files. */
  public static String folder(Source.Split split) {
    return switch (split) {
      case TRAIN -> "train";
      case VALIDATION -> "validation";
      case TEST -> "test";
    };
  }

  /** Writes {@code dataset.json}. */
  public void write(Path folder, Configuration hadoop) throws IOException {
    try (OutputStream out = folder.getFileSystem(hadoop).create(new Path(folder, FILE), false)) {
      JSON.writerWithDefaultPrettyPrinter().writeValue(out, this);
    }
  }

  /**
   * Reads {@code dataset.json}.
   *
   * @throws InputException if it is missing, damaged or of another version
   */
  public static StagedIndex read(Path folder, Configuration hadoop) {
    String where = new Path(folder, FILE).toString();
    String expected = "a folder that datasets stage has written";
    try (InputStream in = folder.getFileSystem(hadoop).open(new Path(where))) {
      StagedIndex index = JSON.readValue(in, StagedIndex.class);
      if (index.version != VERSION) {
        throw new InputException(where, "has version " + index.version, "version " + VERSION);
      }
      boolean whole =
          index.shape != null
              && index.classes != null
              && index.train != null
              && index.validation != null
              && index.test != null
              && ("pixels".equals(index.values) || "floats".equals(index.values));
      if (!whole) {
        throw new InputException(where, "lacks some of its keys", expected);
      }
      index.check(where, expected);
      return index;
    } catch (StackOverflowError e) { // Jackson of Spark's version nests calls as deep as the text
      throw new InputException(where, "nests too deep", expected);
    } catch (JacksonException e) {
      throw new InputException(where, "is damaged: " + e.getOriginalMessage(), expected);
    } catch (IOException e) {
      throw new InputException(where, "cannot be read: " + e.getMessage(), expected);
    }
  }

  private void check(String where, String expected) {
    try {
      new Shape(shape).size();
      List.copyOf(classes);
      for (List<Integer> sizes : List.of(train, validation, test)) {
        int sum = 0;
        for (int size : sizes) {
          if (size < 0) {
            throw new InputException(where, "has a shard of " + size + " examples", expected);
          }
          sum = Math.addExact(sum, size);
        }
      }
    } catch (IllegalArgumentException | ArithmeticException | NullPointerException e) {
      throw new InputException(where, "is damaged: " + e.getMessage(), expected);
    }
  }
}
