package io.espalier.train;

import org.nd4j.linalg.factory.Nd4j;

/**
 * Holds native arithmetic to one thread a task: with two, BLAS adds in another order and gives
 * other bits, and tasks of one executor fight for its cores. {@code OMP_NUM_THREADS=1} in the
 * environment says the same to libraries that are loaded before us.
 */
public final class NativeThreads {
  private static boolean pinned;

  private NativeThreads() {}

  /** Does so once for this process. */
  public static synchronized void pin() {
    if (!pinned) {
      Nd4j.getEnvironment().setMaxThreads(1);
      Nd4j.getEnvironment().setMaxMasterThreads(1);
      org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads(1);
      pinned = true;
    }
  }
}
