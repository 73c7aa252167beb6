package io.espalier.datasets.source;

import io.espalier.shard.Shard;
import java.io.Serializable;

/**
 * One record as read.
 *
 * @param label class index
 * @param features this example's alone, in the shape that its source states
 */
public record Example(Identity identity, int label, Shard.Features features)
    implements Serializable {}
