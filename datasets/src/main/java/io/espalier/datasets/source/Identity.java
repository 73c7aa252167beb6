package io.espalier.datasets.source;

import java.io.Serializable;

/**
 * Who a record is, however Spark cut its input. Split, shard and order within a shard are functions
 * of identity and seed alone.
 *
 * @param group of a file: its place among the sorted paths; of a table's row: a hash of its content
 * @param member of a file: the record's position in it, from 0; of a table's row: how many equal
 *     rows come before it
 */
public record Identity(long group, long member) implements Serializable, Comparable<Identity> {
  @Override
  public int compareTo(Identity o) {
    int c = Long.compare(group, o.group);
    return c != 0 ? c : Long.compare(member, o.member);
  }
}
