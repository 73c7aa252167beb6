package io.espalier.datasets.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.fuzz.Target;
import io.espalier.input.InputException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** PNG and JPEG. */
public final class ImageTarget implements Target {
  private final ImageDecoder decoder = new ImageDecoder(4, 5, "rgb");

  @Override
  public List<byte[]> seeds() throws IOException {
    List<byte[]> all = new ArrayList<>();
    for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_GRAY}) {
      BufferedImage image = new BufferedImage(9, 7, type);
      image.setRGB(3, 3, 0xff8040);
      for (String format : List.of("png", "jpg")) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        all.add(out.toByteArray());
      }
    }
    return all;
  }

  @Override
  public boolean read(byte[] input) {
    try {
      assertThat(decoder.decode(new ByteArrayInputStream(input))).hasSize(3 * 4 * 5);
      return true;
    } catch (IOException e) { // a bad record, which ImagesSource lists with its reason
      throw new InputException("a.png", String.valueOf(e.getMessage()), "a sound image");
    }
  }
}
