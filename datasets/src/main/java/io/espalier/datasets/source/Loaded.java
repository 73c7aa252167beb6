package io.espalier.datasets.source;

import io.espalier.model.Shape;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * A split as its source gives it.
 *
 * @param examples in any order and any partitions
 * @param shape one example's, channels first
 * @param classes names in label order
 * @param channelOrder {@code rgb}, {@code bgr}, {@code gray} or empty
 * @param skipped bad records left out, by {@code onBadRecord: skip}
 */
public record Loaded(
    JavaRDD<Example> examples,
    Shape shape,
    List<String> classes,
    String channelOrder,
    long skipped) {}
