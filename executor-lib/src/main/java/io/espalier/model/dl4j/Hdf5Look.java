package io.espalier.model.dl4j;

import io.espalier.input.Deflate;
import io.espalier.input.InputException;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * An HDF5 file that was looked at, in Java and in memory: a damaged one can end the process within
 * the native library. All that can be reached from the root is read once, none of it larger than
 * the file could hold; links, which may lead to other files, are refused.
 *
 * @param hdf reads from memory alone
 * @param values numbers in all data sets together
 */
record Hdf5Look(HdfFile hdf, long values) {
  /** Keras nests three deep. */
  private static final int MOST_LEVELS = 32;

  /** Groups and data sets; a network of a thousand layers has some five thousand. */
  private static final int MOST_NODES = 100_000;

  /**
   * Looks at a file.
   *
   * @throws InputException if it is damaged, has links or filters, or cannot be held in memory
   */
  static Hdf5Look at(Path file) throws IOException {
    long bytes = Files.size(file);
    if (bytes > Allowance.bytes()) {
      throw Allowance.exceeded(file.toString(), "is " + bytes + " bytes");
    }
    try {
      HdfFile hdf = HdfFile.fromBytes(Files.readAllBytes(file));
      Walk walk = new Walk(bytes);
      walk.group(hdf, 0);
      return new Hdf5Look(hdf, walk.values);
    } catch (InputException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) { // jhdf follows a tree that bites its tail
      throw new InputException(
          file.toString(),
          "is damaged HDF5 (" + ModelReader.reason(e) + ")",
          "a sound file as Keras writes it");
    }
  }

  /** A text that Keras keeps beside the weights; empty if it is not there. */
  String text(String attribute) {
    Attribute found = hdf.getAttribute(attribute);
    return found != null && found.getData() instanceof String text ? text : "";
  }

  /** Keras' own description of the network, in JSON. */
  String config() {
    return text("model_config");
  }

  private static final class Walk {
    private final long fileBytes;
    private final Set<Long> above = new HashSet<>();
    private int nodes;
    private long values;

    Walk(long fileBytes) {
      this.fileBytes = fileBytes;
    }

    private void group(Group group, int level) {
      require(level <= MOST_LEVELS, "groups lie more than " + MOST_LEVELS + " deep");
      require(above.add(group.getAddress()), group.getPath() + " lies within itself");
      attributes(group);
      for (Node child : group.getChildren().values()) {
        require(!child.isLink(), child.getPath() + " is a link");
        require(++nodes <= MOST_NODES, "it holds more than " + MOST_NODES + " groups and data");
        if (child instanceof Group g) {
          group(g, level + 1);
        } else if (child instanceof Dataset d) {
          attributes(d);
          data(d);
        }
      }
      above.remove(group.getAddress());
    }

    private void attributes(Node node) {
      node.getAttributes().values().forEach(Attribute::getData);
    }

    private void data(Dataset data) {
      long elements = 1;
      for (long extent : data.getDimensionsAsLong()) {
        elements = Math.multiplyExact(elements, extent);
      }
      int width = data.getDataType().getSize();
      long room = data.getFilters().isEmpty() ? fileBytes : fileBytes * Deflate.MOST_RATIO;
      require(width > 0, data.getPath() + " has elements of no size");
      require(
          elements <= Math.min(room, Allowance.bytes()) / width,
          data.getPath() + " states " + elements + " values, more than the file can hold");
      for (var filter : data.getFilters()) {
        int id = filter.getId();
        require(id >= 1 && id <= 3, data.getPath() + " is packed by filter " + id);
      }
      if (elements > 0) {
        data.getData();
      }
      values = Math.addExact(values, elements);
    }

    private static void require(boolean holds, String otherwise) {
      if (!holds) {
        throw new IllegalArgumentException(otherwise);
      }
    }
  }
}
