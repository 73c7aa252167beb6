package io.espalier.model.dl4j;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.hdf5.H5File;
import org.bytedeco.hdf5.global.hdf5;
import org.deeplearning4j.nn.modelimport.keras.Hdf5Archive;
import org.deeplearning4j.nn.modelimport.keras.exceptions.UnsupportedKerasConfigurationException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A Keras file as DL4J's importer asks for it, read in Java. The native library never sees a user's
 * file: damaged ones corrupted its heap even after another parser had found nothing wrong. What the
 * super class opens is an empty file made here.
 */
final class JavaArchive extends Hdf5Archive {
  private static final int MOST_AXES = 5;

  private final HdfFile hdf;

  private JavaArchive(HdfFile hdf, Path empty) {
    super(empty.toString());
    this.hdf = hdf;
  }

  /** Within {@link Hdf5#read}. */
  static JavaArchive of(HdfFile hdf) {
    try {
      Path empty = Files.createTempFile("espalier-", ".h5");
      new H5File(empty.toString(), hdf5.H5F_ACC_TRUNC()).close();
      JavaArchive archive = new JavaArchive(hdf, empty);
      if (!empty.toFile().delete()) { // only POSIX systems let go of a file that is open
        empty.toFile().deleteOnExit();
      }
      return archive;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public INDArray readDataSet(String name, String... groups)
      throws UnsupportedKerasConfigurationException {
    if (!(group(groups).getChild(name) instanceof Dataset data)) {
      throw new UnsupportedKerasConfigurationException("no data set " + name);
    }
    int[] dims = data.getDimensions();
    if (dims.length < 1 || dims.length > MOST_AXES) {
      throw new UnsupportedKerasConfigurationException("weights of rank " + dims.length);
    }
    float[] values = floats(name, data.getDataFlat());
    return Nd4j.create(values, dims, 'c');
  }

  private static float[] floats(String name, Object flat)
      throws UnsupportedKerasConfigurationException {
    if (flat instanceof float[] values) {
      return values;
    }
    if (flat instanceof double[] values) {
      float[] floats = new float[values.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) values[i];
      }
      return floats;
    }
    throw new UnsupportedKerasConfigurationException(name + " holds no floating-point numbers");
  }

  @Override
  public String readAttributeAsJson(String name, String... groups)
      throws UnsupportedKerasConfigurationException {
    return readAttributeAsString(name, groups);
  }

  @Override
  public String readAttributeAsString(String name, String... groups)
      throws UnsupportedKerasConfigurationException {
    Attribute attribute = group(groups).getAttribute(name);
    Object data = attribute == null ? null : attribute.getData();
    if (data instanceof String text) {
      return text;
    }
    if (attribute != null && attribute.getSize() == 0) {
      return ""; // the names of the weights of a layer without any
    }
    if (data instanceof String[] texts) {
      return joined(texts, attribute.getSizeInBytes() / texts.length);
    }
    throw new UnsupportedKerasConfigurationException("no text " + name);
  }

  /**
   * The names of a layer's weights as the importer is used to them, of which it takes the first's
   * beginning: one behind the other, as far as they fill the width that all of them have.
   */
  private static String joined(String[] texts, long width) {
    StringBuilder all = new StringBuilder();
    for (String text : texts) {
      all.append(text);
      if (text.getBytes(StandardCharsets.UTF_8).length < width) {
        break;
      }
    }
    return all.toString();
  }

  @Override
  public String readAttributeAsFixedLengthString(String name, int length)
      throws UnsupportedKerasConfigurationException {
    String text = readAttributeAsString(name);
    return text.substring(0, Math.min(length, text.length()));
  }

  @Override
  public boolean hasAttribute(String name, String... groups) {
    return group(groups).getAttribute(name) != null;
  }

  @Override
  public List<String> getDataSets(String... groups) {
    return children(Dataset.class::isInstance, groups);
  }

  @Override
  public List<String> getGroups(String... groups) {
    return children(Group.class::isInstance, groups);
  }

  /** In the order of their names, as the native library lists them. */
  private List<String> children(Predicate<Node> kind, String... groups) {
    Stream<Node> all = StreamSupport.stream(group(groups).spliterator(), false);
    return all.filter(kind).map(Node::getName).sorted().toList();
  }

  private Group group(String... names) {
    Group at = hdf;
    for (String name : Arrays.stream(names).filter(Objects::nonNull).toList()) {
      for (String part : name.split("/")) {
        if (!part.isEmpty()) {
          if (!(at.getChild(part) instanceof Group below)) {
            throw new IllegalArgumentException("no group " + name);
          }
          at = below;
        }
      }
    }
    return at;
  }
}
