package io.espalier.schedule;

import io.espalier.input.InputException;
import io.espalier.input.Nearest;
import java.util.List;

/** The schedules by name. */
public final class Schedules {
  private static final List<String> NAMES = List.of("one-shot", "iterative");
  private static final List<String> CURVES = List.of("linear", "cubic");

  private Schedules() {}

  /**
   * The schedule of that name.
   *
   * @param schedule {@code one-shot} or {@code iterative}
   * @param curve of {@code iterative}: {@code linear} or {@code cubic}; not looked at for one-shot
   * @throws InputException for an unknown name, with the nearest known one
   */
  public static Schedule named(String schedule, String curve) {
    return switch (schedule) {
      case "one-shot" -> new Schedule.OneShot();
      case "iterative" ->
          switch (curve) {
            case "linear" -> new Schedule.Linear();
            case "cubic" -> new Schedule.Cubic();
            default -> throw unknown("prune.curve", curve, CURVES);
          };
      default -> throw unknown("prune.schedule", schedule, NAMES);
    };
  }

  /** All schedules' names. */
  public static List<String> names() {
    return NAMES;
  }

  /** All curves' names. */
  public static List<String> curves() {
    return CURVES;
  }

  private static InputException unknown(String key, String name, List<String> known) {
    return new InputException(
        key, "is " + name, "one of " + known + "; the nearest is " + Nearest.to(name, known));
  }
}
