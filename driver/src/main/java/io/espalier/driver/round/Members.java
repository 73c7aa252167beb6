package io.espalier.driver.round;

import io.espalier.train.Trainer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** The candidates of a task, divided by the networks that they are left with. */
final class Members {
  private record Sharing(Arithmetic arithmetic, List<Integer> members) {}

  private Members() {}

  /**
   * Does a task's work, one network after the other, each with a trainer of its own: so a task
   * holds one network's memory at a time.
   *
   * @param members indices into the subjects
   * @param work takes a trainer and the members that share its network
   */
  static <T> List<T> each(
      Arithmetic run,
      List<SentSubjects.Place> subjects,
      int[] members,
      BiFunction<Trainer, int[], List<T>> work) {
    Map<String, Sharing> sharing = new LinkedHashMap<>();
    for (int member : members) {
      Arithmetic own = subjects.get(member).subject().arithmetic(run);
      sharing
          .computeIfAbsent(own.digest(), d -> new Sharing(own, new ArrayList<>()))
          .members()
          .add(member);
    }
    List<T> all = new ArrayList<>();
    for (Sharing some : sharing.values()) {
      int[] indices = some.members().stream().mapToInt(Integer::intValue).toArray();
      all.addAll(
          TrainerPool.SHARED.with(some.arithmetic(), trainer -> work.apply(trainer, indices)));
    }
    return all;
  }
}
