package io.espalier.schedule;

import io.espalier.method.Kind;
import io.espalier.method.Method;
import java.util.List;

/** Everything at the first round's beginning. */
public record OneShotSchedule() implements Schedule {
  static final Method METHOD =
      new Method(
          Kind.SCHEDULE, "one-shot", "prunes once, then fine-tunes", "", List.of(), "", List.of());

  private static final long serialVersionUID = 1;

  @Override
  public Method method() {
    return METHOD;
  }

  @Override
  public List<Event> events(Timeline timeline) {
    return List.of(new Event.Prune(0, Amount.ALL));
  }
}
