package io.espalier.train.sparse;

/**
 * Where an operation's output lies: values {@code [channels][top + height + bottom][left + width +
 * right][batch]} with a border of zeros, and its gradient {@code [channels][height][width][batch]}
 * without one.
 *
 * @param values offset of the block of values
 * @param gradient offset of the block of gradients; negative where none is needed
 * @param batch examples, a multiple of the virtual lanes
 */
record View(
    int values,
    int gradient,
    int channels,
    int height,
    int width,
    int top,
    int left,
    int bottom,
    int right,
    int batch) {
  int row() {
    return (left + width + right) * batch;
  }

  int channel() {
    return (top + height + bottom) * row();
  }

  /** Offset of channel 0, pixel (0, 0). */
  int origin() {
    return values + top * row() + left * batch;
  }

  int gradientRow() {
    return width * batch;
  }

  int gradientChannel() {
    return height * gradientRow();
  }

  int gradientSize() {
    return channels * gradientChannel();
  }

  boolean bordered() {
    return top + left + bottom + right > 0;
  }

  /** The same memory, which has no border, as an image of another view's extents. */
  View shapedAs(View o) {
    return new View(values, gradient, o.channels, o.height, o.width, 0, 0, 0, 0, batch);
  }

  /** The same memory as one long vector. */
  View flat() {
    return new View(values, gradient, channels * height * width, 1, 1, 0, 0, 0, 0, batch);
  }
}
