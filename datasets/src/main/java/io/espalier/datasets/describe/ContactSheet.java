package io.espalier.datasets.describe;

import io.espalier.datasets.Dataset;
import io.espalier.input.InputException;
import io.espalier.model.Shape;
import io.espalier.shard.Shard;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.spark.api.java.function.Function;

/** Training images side by side: a column a class, in label order; the first few of each. */
public final class ContactSheet {
  private static final int COLUMNS = 10;
  private static final int ROWS = 8;
  private static final int GAP = 2;
  private static final int BACKGROUND = 0x30_40_60;

  /** Smaller images are enlarged by a whole factor until they are about so wide. */
  private static final int COMFORTABLE = 56;

  private ContactSheet() {}

  /**
   * Draws the sheet; the first ten classes where there are more. Bytes are shown as they are, other
   * values stretched from the least to the largest shown.
   *
   * @return a PNG file
   * @throws InputException if examples are no images of one or three channels
   */
  public static byte[] png(Dataset data) {
    Shape shape = data.shape();
    if (shape.rank() != 3 || (shape.dim(0) != 1 && shape.dim(0) != 3)) {
      throw new InputException(
          "contact sheet",
          "cannot show examples of shape " + shape,
          "images of one or three channels: data.shape [channels, height, width]");
    }
    int columns = Math.min(COLUMNS, data.classes().size());
    List<List<float[]>> shown = new ArrayList<>();
    for (int c = 0; c < columns; c++) {
      shown.add(new ArrayList<>());
    }
    boolean pixels = true;
    for (Picked part : data.train().map(new Pick(columns)).collect()) {
      pixels &= part.pixels();
      for (int i = 0; i < part.labels().size(); i++) {
        List<float[]> column = shown.get(part.labels().get(i));
        if (column.size() < ROWS) {
          column.add(part.images().get(i));
        }
      }
    }
    Range range = pixels ? new Range(0, 255) : Range.of(shown);
    return encoded(draw(shown, shape, data.channelOrder().equals("bgr"), range));
  }

  private static BufferedImage draw(
      List<List<float[]>> shown, Shape shape, boolean bgr, Range range) {
    int height = shape.dim(1);
    int width = shape.dim(2);
    int scale = Math.max(1, COMFORTABLE / width);
    BufferedImage sheet =
        new BufferedImage(
            shown.size() * (width * scale + GAP) + GAP,
            ROWS * (height * scale + GAP) + GAP,
            BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < sheet.getHeight(); y++) {
      for (int x = 0; x < sheet.getWidth(); x++) {
        int column = x / (width * scale + GAP);
        int row = y / (height * scale + GAP);
        int ix = x - GAP - column * (width * scale + GAP);
        int iy = y - GAP - row * (height * scale + GAP);
        boolean inside =
            ix >= 0 && iy >= 0 && column < shown.size() && row < shown.get(column).size();
        sheet.setRGB(
            x,
            y,
            inside
                ? rgb(
                    shown.get(column).get(row), shape, iy / scale * width + ix / scale, bgr, range)
                : BACKGROUND);
      }
    }
    return sheet;
  }

  private static int rgb(float[] image, Shape shape, int at, boolean bgr, Range range) {
    int plane = shape.dim(1) * shape.dim(2);
    int first = range.level(image[at]);
    if (shape.dim(0) == 1) {
      return first << 16 | first << 8 | first;
    }
    int second = range.level(image[plane + at]);
    int third = range.level(image[2 * plane + at]);
    return bgr ? third << 16 | second << 8 | first : first << 16 | second << 8 | third;
  }

  private static byte[] encoded(BufferedImage sheet) {
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      ImageIO.write(sheet, "png", out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Values from black to white. */
  private record Range(double min, double max) {
    static Range of(List<List<float[]>> shown) {
      double min = Double.POSITIVE_INFINITY;
      double max = Double.NEGATIVE_INFINITY;
      for (List<float[]> column : shown) {
        for (float[] image : column) {
          for (float v : image) {
            min = Math.min(min, v);
            max = Math.max(max, v);
          }
        }
      }
      return new Range(min, max);
    }

    int level(float value) {
      return max > min ? (int) Math.round((value - min) / (max - min) * 255) : 0;
    }
  }

  private record Picked(boolean pixels, List<Integer> labels, List<float[]> images)
      implements Serializable {}

  private record Pick(int classes) implements Function<Shard, Picked> {
    @Override
    public Picked call(Shard shard) {
      int width = shard.shape().size();
      int[] taken = new int[classes];
      List<Integer> labels = new ArrayList<>();
      List<float[]> images = new ArrayList<>();
      for (int i = 0; i < shard.size() && Arrays.stream(taken).anyMatch(n -> n < ROWS); i++) {
        int label = shard.labels()[i];
        if (label < classes && taken[label]++ < ROWS) {
          float[] image = new float[width];
          for (int f = 0; f < width; f++) {
            image[f] = shard.features().at(i * width + f);
          }
          labels.add(label);
          images.add(image);
        }
      }
      return new Picked(shard.features() instanceof Shard.Pixels, labels, images);
    }
  }
}
