package io.espalier.datasets.source;

import io.espalier.datasets.DataSpec;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * PNG and JPEG to a fixed size, bilinearly with half-pixel centres: output pixel {@code x} is taken
 * at {@code (x + 0.5) · width / target - 0.5}, held to the image's edge. Transparency is dropped.
 */
record ImageDecoder(int height, int width, String channels) implements Serializable {
  /** A few kilobytes of PNG can claim gigabytes; 64 Mpixel is a large photograph. */
  private static final long MOST_PIXELS = 64L << 20;

  private static final Pattern TORN =
      Pattern.compile("truncat|premature|missing", Pattern.CASE_INSENSITIVE);

  private static final Set<String> FORMATS = Set.of("png", "jpeg");

  static ImageDecoder of(DataSpec.Images images) {
    return new ImageDecoder(images.height(), images.width(), images.channels());
  }

  int planes() {
    return channels.equals("gray") ? 1 : 3;
  }

  /**
   * Decodes an image.
   *
   * @return {@code [planes, height, width]}, a byte a value
   * @throws IOException if it is no such image, is damaged or too large; the message says what
   */
  byte[] decode(InputStream in) throws IOException {
    // Memory, not ImageIO's cache files: executors share a disk.
    try (ImageInputStream stream = new MemoryCacheImageInputStream(in)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw new IOException("is no PNG or JPEG image");
      }
      ImageReader reader = readers.next();
      try {
        if (!FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
          throw new IOException("is " + reader.getFormatName() + ", not PNG or JPEG");
        }
        reader.setInput(stream, true, true);
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((r, warning) -> warnings.add(warning));
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MOST_PIXELS) {
          throw new IOException(
              "has " + reader.getWidth(0) + "x" + reader.getHeight(0) + " pixels, too many");
        }
        BufferedImage image = reader.read(0);
        // What is missing at the end would be grey: the readers only warn of it.
        for (String warning : warnings) {
          if (TORN.matcher(warning).find()) {
            throw new IOException("is damaged: " + warning);
          }
        }
        return resized(image);
      } catch (RuntimeException e) {
        // The JDK's readers meet some damaged files with index and argument exceptions.
        throw new IOException("is damaged: " + e.getMessage(), e);
      } finally {
        reader.dispose();
      }
    }
  }

  private byte[] resized(BufferedImage image) {
    byte[] pixels = new byte[planes() * height * width];
    for (int y = 0; y < height; y++) {
      double sy = at(y, height, image.getHeight());
      int y0 = (int) sy;
      int y1 = Math.min(y0 + 1, image.getHeight() - 1);
      for (int x = 0; x < width; x++) {
        double sx = at(x, width, image.getWidth());
        int x0 = (int) sx;
        int x1 = Math.min(x0 + 1, image.getWidth() - 1);
        for (int p = 0; p < planes(); p++) {
          double top = mixed(value(image, x0, y0, p), value(image, x1, y0, p), sx - x0);
          double bottom = mixed(value(image, x0, y1, p), value(image, x1, y1, p), sx - x0);
          pixels[(p * height + y) * width + x] = (byte) Math.round(mixed(top, bottom, sy - y0));
        }
      }
    }
    return pixels;
  }

  private static double at(int target, int targets, int sources) {
    return Math.max(0, Math.min(sources - 1, (target + 0.5) * sources / targets - 0.5));
  }

  private static double mixed(double a, double b, double share) {
    return a + (b - a) * share;
  }

  private double value(BufferedImage image, int x, int y, int plane) {
    boolean gray =
        image.getRaster().getNumBands() <= 2 && !(image.getColorModel() instanceof IndexColorModel);
    if (gray) {
      // getRGB would take gray samples to be linear light and brighten them.
      int bits = image.getSampleModel().getSampleSize(0);
      return image.getRaster().getSample(x, y, 0) >> Math.max(0, bits - 8);
    }
    int rgb = image.getRGB(x, y);
    int red = rgb >> 16 & 0xff;
    int green = rgb >> 8 & 0xff;
    int blue = rgb & 0xff;
    return switch (channels) {
      case "gray" -> 0.299 * red + 0.587 * green + 0.114 * blue; // luma of ITU-R BT.601
      case "bgr" -> plane == 0 ? blue : plane == 1 ? green : red;
      default -> plane == 0 ? red : plane == 1 ? green : blue;
    };
  }
}
