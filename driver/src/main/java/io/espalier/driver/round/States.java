package io.espalier.driver.round;

import io.espalier.mask.Mask;
import io.espalier.train.Survivors;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/** States as a broadcast brought them, from which a task takes the survivors of each. */
sealed interface States extends Serializable {
  /**
   * What survives of one state.
   *
   * @param member its index
   * @param mask the state's own
   * @return ascending by index
   */
  float[] survivors(int member, Mask mask);

  /**
   * A row of survivors each.
   *
   * @param rows by state
   */
  record Rows(Broadcast<List<float[]>> rows) implements States {
    private static final long serialVersionUID = 1;

    @Override
    public float[] survivors(int member, Mask mask) {
      return rows.value().get(member);
    }
  }

  /**
   * Those that a round starts from, as its own broadcast already brought them: so a candidate's
   * accuracy before fine-tuning costs no job and no bytes.
   */
  record Starts(Broadcast<List<WireCandidate>> wave) implements States {
    private static final long serialVersionUID = 1;

    @Override
    public float[] survivors(int member, Mask mask) {
      return wave.value().get(member).survivors(mask);
    }
  }

  /**
   * One network under several masks: its values travel once.
   *
   * @param values all of the network's
   */
  record Masked(Broadcast<float[]> values) implements States {
    private static final long serialVersionUID = 1;

    @Override
    public float[] survivors(int member, Mask mask) {
      return Survivors.gather(mask, values.value());
    }
  }
}
