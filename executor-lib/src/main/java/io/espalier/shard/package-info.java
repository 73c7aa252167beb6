/** Never reads files: one fixed block of examples, and the batches that are made of it. */
package io.espalier.shard;
