package io.espalier.schedule;

import io.espalier.method.Registry;
import io.espalier.method.Registry.Entry;
import java.util.List;

/** The schedules by name: the one place where a new one is entered. */
public final class Schedules {
  public static final Registry<Schedule> REGISTRY =
      new Registry<>(
          "prune.schedule",
          List.of(
              new Entry<>(OneShotSchedule.METHOD, o -> new OneShotSchedule()),
              new Entry<>(IterativeSchedule.METHOD, IterativeSchedule::new),
              new Entry<>(GradualSchedule.METHOD, GradualSchedule::new),
              new Entry<>(RewindWeightsSchedule.METHOD, RewindWeightsSchedule::new),
              new Entry<>(RewindLrSchedule.METHOD, RewindLrSchedule::new),
              new Entry<>(GsmSchedule.METHOD, GsmSchedule::new),
              new Entry<>(RiglSchedule.METHOD, RiglSchedule::new),
              new Entry<>(SetSchedule.METHOD, SetSchedule::new),
              new Entry<>(DnsSchedule.METHOD, DnsSchedule::new),
              new Entry<>(SoftFilterSchedule.METHOD, o -> new SoftFilterSchedule()),
              new Entry<>(EarlyBirdSchedule.METHOD, EarlyBirdSchedule::new)));

  private Schedules() {}
}
