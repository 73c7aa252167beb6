package io.espalier.datasets.source;

import io.espalier.datasets.DataShape;
import io.espalier.datasets.DataSpec;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** A source whose shape and classes are known without Spark. */
public interface PeekableSource extends Source {
  /** Empty where the files are not as they should be; {@code check} says why. */
  Optional<DataShape> peek(DataSpec spec, Configuration hadoop);
}
