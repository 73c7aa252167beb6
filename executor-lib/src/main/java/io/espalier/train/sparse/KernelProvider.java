package io.espalier.train.sparse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the kernels once for this JVM, and warms them. */
final class KernelProvider {
  private static final Logger LOG = LoggerFactory.getLogger(KernelProvider.class);

  private static final Kernels KERNELS = choose();

  private KernelProvider() {}

  static Kernels kernels() {
    return KERNELS;
  }

  private static Kernels choose() {
    boolean there = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    if (!there) {
      LOG.warn(
          "the module jdk.incubator.vector is not there: sparse kernels are scalar, many times"
              + " slower, expected the JVM option --add-modules jdk.incubator.vector");
      return new ScalarKernels();
    }
    Kernels kernels = new VectorKernels();
    Warming.warm(kernels);
    LOG.info("sparse kernels: {}", kernels.name());
    return kernels;
  }
}
