package io.espalier.train.sparse;

import io.espalier.mask.Mask;
import io.espalier.shard.Batch;

/**
 * Takes batches forward alone, by programs without room for gradients, in slices: memory is that of
 * one slice, however large the batch. What an example comes to does not depend on its slice.
 */
final class Forward {
  /** Looks at a slice that has been computed. */
  interface Look {
    /**
     * @param view of what was asked for, in the program's memory
     * @param first of the batch's examples in this slice
     */
    void at(float[] a, View view, int first, int count);
  }

  /** Brings the examples in a program's memory as far as is wanted; says where that lies. */
  interface Way {
    View go(Program program, Pass pass);
  }

  private final ProgramPool programs;
  private final float[] survivors;
  private final Mask mask;
  private final Way way;
  private Program program;
  private Compiled compiled;

  /**
   * @param survivors the values that survive, ascending by index
   */
  Forward(ProgramPool programs, float[] survivors, Mask mask, Way way) {
    this.programs = programs;
    this.survivors = survivors;
    this.mask = mask;
    this.way = way;
  }

  /** As far as the class scores. */
  static View scores(Program program, Pass pass) {
    program.forward(pass);
    return program.logits();
  }

  /** Slice by slice, in order. */
  void run(Batch batch, Look look) {
    int slice = programs.slice();
    int lanes = Math.min(batch.padded(), slice);
    if (program == null || program.batch() < lanes) {
      program = programs.inference(lanes);
      compiled = program.compile(mask);
    }
    for (int first = 0; first < batch.size(); first += slice) {
      int count = Math.min(slice, batch.size() - first);
      program.loadInnermost(batch.innermost(), batch.padded(), first, Kernels.padded(count));
      Pass pass = new Pass(program.memory(), survivors, null, compiled, count, false, 0);
      look.at(program.memory(), way.go(program, pass), first, count);
    }
  }
}
