package io.espalier.driver;

import io.espalier.driver.round.Cluster;
import io.espalier.driver.spec.RunSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.factory.Nd4j;

/** What a result came from; the platform is named because BLAS gives other bits on another CPU. */
final class Provenance {
  private Provenance() {}

  static Map<String, String> of(RunSpec spec, Cluster cluster) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("configHash", spec.configHash());
    facts.put("dataFingerprint", cluster.data().fingerprint());
    facts.put("seed", Long.toString(spec.seed()));
    facts.put("espalier", version(Espalier.class, "0.1.0"));
    facts.put("spark", cluster.sparkVersion());
    facts.put("master", cluster.master());
    facts.put("nd4j", version(Nd4j.class, "1.0.0-M2"));
    facts.put("trainer", cluster.trainer());
    facts.put("java", System.getProperty("java.vm.version"));
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return facts;
  }

  private static String version(Class<?> of, String otherwise) {
    String v = of.getPackage().getImplementationVersion();
    return v == null ? otherwise : v;
  }
}
