package io.espalier.driver.round;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * What the tasks of a job are: task {@code t} has shard {@code t mod shards} and the candidates of
 * group {@code t / shards}; what is beyond the groups has the validation split's shards. It travels
 * with the job, so that whoever hears of a task knows what it was.
 *
 * @param text the job, for a person; without line breaks
 * @param split whose shards
 * @param groups cells on each shard, by group; none where nothing is trained
 */
record Layout(String text, String split, int shards, List<Integer> groups) {
  /** Spark's local property that has it. */
  static final String KEY = "espalier.layout";

  private static final String BREAK = "\n";

  /** Of a job without shards. */
  static Layout of(String text) {
    return new Layout(text, "", 0, List.of());
  }

  static Layout of(String text, String split, int shards) {
    return new Layout(text, split, shards, List.of());
  }

  /** Of fine-tuning. */
  static Layout cells(String text, int shards, List<int[]> groups) {
    return new Layout(text, "training", shards, groups.stream().map(g -> g.length).toList());
  }

  /** Task {@code t}'s shard, for a person. */
  String place(int task) {
    if (shards == 0) {
      return "task " + task;
    }
    int trained = shards * groups.size();
    return trained > 0 && task >= trained
        ? "validation shard " + (task - trained)
        : split + " shard " + task % shards;
  }

  /** Cells that task {@code t} trains. */
  int cells(int task) {
    int group = shards == 0 ? groups.size() : task / shards;
    return group < groups.size() ? groups.get(group) : 0;
  }

  /** Cells of the whole job. */
  int cells() {
    return shards * groups.stream().mapToInt(Integer::intValue).sum();
  }

  String encoded() {
    return String.join(
        BREAK,
        text,
        split,
        Integer.toString(shards),
        groups.stream().map(String::valueOf).collect(Collectors.joining(",")));
  }

  /** A job's, if it has one. */
  static Optional<Layout> in(Properties job) {
    String encoded = job == null ? null : job.getProperty(KEY);
    if (encoded == null) {
      return Optional.empty();
    }
    String[] parts = encoded.split(BREAK, -1);
    List<Integer> groups = new ArrayList<>();
    for (String g : parts[3].split(",")) {
      if (!g.isEmpty()) {
        groups.add(Integer.valueOf(g));
      }
    }
    return Optional.of(new Layout(parts[0], parts[1], Integer.parseInt(parts[2]), groups));
  }
}
