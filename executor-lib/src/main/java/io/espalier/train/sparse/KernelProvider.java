package io.espalier.train.sparse;

import java.util.Optional;
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
    Optional<String> hindrance = Compilation.here().hindrance();
    if (hindrance.isPresent()) {
      LOG.warn("sparse kernels are scalar, many times slower: {}", hindrance.get());
      return new ScalarKernels();
    }
    Kernels kernels = new VectorKernels();
    Warming.warm(kernels);
    LOG.info("sparse kernels: {}", kernels.name());
    return kernels;
  }
}
