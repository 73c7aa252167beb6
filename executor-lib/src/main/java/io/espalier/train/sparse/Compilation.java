package io.espalier.train.sparse;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * How this JVM runs code. Vector operations are instructions in what C2 has compiled alone;
 * elsewhere each makes an object, and the scalar loops, whose bits are the same, are faster by
 * orders of magnitude.
 *
 * @param module whether {@code jdk.incubator.vector} is there
 * @param info {@code java.vm.info}: {@code mixed mode, sharing}
 * @param stopAt {@code TieredStopAtLevel}; 4 is C2
 * @param mode {@code CompilationMode}
 */
record Compilation(boolean module, String info, int stopAt, String mode) {
  private static final int C2 = 4;

  /** This JVM's. */
  static Compilation here() {
    return new Compilation(
        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(),
        System.getProperty("java.vm.info", ""),
        Integer.parseInt(option("TieredStopAtLevel", String.valueOf(C2))),
        option("CompilationMode", "default"));
  }

  /** A JVM that does not know an option has not got what it asks for. */
  private static String option(String name, String otherwise) {
    HotSpotDiagnosticMXBean vm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    try {
      return vm == null ? otherwise : vm.getVMOption(name).getValue();
    } catch (IllegalArgumentException e) {
      return otherwise;
    }
  }

  /** Why vectors would be slow here, and the cure, for the log; empty if they would be fast. */
  Optional<String> hindrance() {
    if (!module) {
      return Optional.of(
          "the module jdk.incubator.vector is not there, expected the JVM option"
              + " --add-modules=jdk.incubator.vector");
    }
    if (info.contains("interpreted mode")) {
      return Optional.of("nothing is compiled, expected a JVM without -Xint");
    }
    if (stopAt < C2) {
      return Optional.of(
          "C2 compiles nothing, expected a JVM without -XX:TieredStopAtLevel=" + stopAt);
    }
    if (mode.equals("quick-only")) {
      return Optional.of("C2 compiles nothing, expected a JVM without -XX:CompilationMode=" + mode);
    }
    return Optional.empty();
  }
}
