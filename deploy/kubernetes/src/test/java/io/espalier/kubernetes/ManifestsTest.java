package io.espalier.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestsTest {
  private static final Path REPOSITORY = Manifests.FOLDER.resolve("../..").normalize();

  @ParameterizedTest
  @ValueSource(strings = {"rbac.yaml", "run-folder.yaml", "sweep.yaml", "submit.yaml"})
  void everyResourceIsOfTheModelAndInTheNamespace(String file) throws IOException {
    assertThat(Manifests.of(file))
        .isNotEmpty()
        .allSatisfy(
            r -> {
              boolean itself = r instanceof Namespace;
              String in = itself ? r.getMetadata().getName() : r.getMetadata().getNamespace();
              assertThat(in).isEqualTo("espalier");
            });
  }

  @Test
  void aMisspeltFieldIsRefused() throws IOException {
    String right = Files.readString(Manifests.FOLDER.resolve("submit.yaml"));
    assertThat(Manifests.typed(right)).hasSize(1);

    assertThatThrownBy(() -> Manifests.typed(right.replace("backoffLimit", "backOffLimit")))
        .isInstanceOf(UnrecognizedPropertyException.class)
        .hasMessageContaining("backOffLimit");
    assertThatThrownBy(() -> Manifests.typed(right.replace("drop: [ALL]", "dropped: [ALL]")))
        .isInstanceOf(UnrecognizedPropertyException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"driver-pod.yaml", "executor-pod.yaml"})
  void podsRunAsNobodyInParticular(String file) throws IOException {
    unprivileged(((Pod) Manifests.of(file).get(0)).getSpec());
  }

  @Test
  void theSubmittingJobRunsAsNobodyInParticular() throws IOException {
    unprivileged(job().getSpec().getTemplate().getSpec());
  }

  private static void unprivileged(PodSpec spec) {
    assertThat(spec.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(spec.getSecurityContext().getRunAsUser()).isEqualTo(185);
    assertThat(spec.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(spec.getContainers())
        .allSatisfy(
            c -> {
              assertThat(c.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
              assertThat(c.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
              assertThat(c.getVolumeMounts())
                  .allSatisfy(
                      m ->
                          assertThat(spec.getVolumes())
                              .anyMatch(v -> v.getName().equals(m.getName())));
            });
  }

  private static Job job() throws IOException {
    return (Job) Manifests.of("submit.yaml").get(0);
  }

  @Test
  void theDriverMayManageItsExecutorsInItsNamespaceAndNothingElse() throws IOException {
    List<HasMetadata> all = Manifests.of("rbac.yaml");
    Role role = all.stream().filter(Role.class::isInstance).map(Role.class::cast).findAny().get();
    RoleBinding binding =
        all.stream()
            .filter(RoleBinding.class::isInstance)
            .map(RoleBinding.class::cast)
            .findAny()
            .get();

    assertThat(role.getRules())
        .flatExtracting(PolicyRule::getResources)
        .containsExactlyInAnyOrder(
            "pods", "services", "configmaps", "persistentvolumeclaims", "pods/log");
    assertThat(role.getRules()).flatExtracting(PolicyRule::getVerbs).doesNotContain("*");
    assertThat(binding.getRoleRef().getName()).isEqualTo(role.getMetadata().getName());
    assertThat(binding.getSubjects().get(0).getName())
        .isEqualTo(
            Manifests.properties()
                .getProperty("spark.kubernetes.authenticate.driver.serviceAccountName"));
  }

  @Test
  void theSweepIsTheQuickStart() throws IOException {
    ConfigMap map = (ConfigMap) Manifests.of("sweep.yaml").get(0);
    String quickStart = Files.readString(REPOSITORY.resolve("conf/quickstart.yaml"));

    assertThat(Manifests.tree(map.getData().get("sweep.yaml")))
        .isEqualTo(Manifests.tree(quickStart));
  }

  @Test
  void theOperatorsApplicationSaysWhatTheSubmissionSays() throws IOException {
    SparkApplication.Spec spec =
        Manifests.as(SparkApplication.class, "spark-application.yaml").spec();
    Properties submitted = Manifests.properties();
    List<String> arguments =
        job().getSpec().getTemplate().getSpec().getContainers().get(0).getArgs();

    assertThat(spec.image()).isEqualTo(submitted.getProperty("spark.kubernetes.container.image"));
    assertThat(spec.sparkVersion()).isEqualTo(System.getProperty("espalier.spark.version"));
    assertThat(arguments).endsWith(spec.arguments().toArray(String[]::new));
    assertThat(arguments).contains(spec.mainApplicationFile(), spec.mainClass());
    same(spec.driver(), submitted, "driver");
    same(spec.executor(), submitted, "executor");
    assertThat(spec.executor().instances().toString())
        .isEqualTo(submitted.getProperty("spark.executor.instances"));
    assertThat(spec.driver().podSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(spec.volumes())
        .anyMatch(
            v ->
                v.getPersistentVolumeClaim() != null
                    && v.getPersistentVolumeClaim().getClaimName().equals("espalier-runs"));
  }

  private static void same(SparkApplication.Part part, Properties submitted, String of) {
    String key = "spark." + of + ".";
    assertThat(part.javaOptions()).isEqualTo(submitted.getProperty(key + "extraJavaOptions"));
    assertThat(part.memory()).isEqualTo(submitted.getProperty(key + "memory"));
    assertThat(part.memoryOverhead()).isEqualTo(submitted.getProperty(key + "memoryOverhead"));
    assertThat(part.env()).anyMatch(e -> e.getName().equals("OMP_NUM_THREADS"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"driver", "executor"})
  void optionsAreTheLaunchersAndFitTheContainer(String of) throws IOException {
    String options = Manifests.properties().getProperty("spark." + of + ".extraJavaOptions");
    String launcher =
        Files.readString(REPOSITORY.resolve("deploy/espalier"))
            + Files.readString(REPOSITORY.resolve("deploy/lib.sh"));

    assertThat(options).contains(System.getProperty("espalier.vector.module"));
    for (String option :
        List.of(
            "-XX:+UseG1GC -XX:G1HeapRegionSize=8m", "-Dorg.bytedeco.javacpp.maxphysicalbytes=0")) {
      assertThat(launcher).contains(option);
      assertThat(options).contains(option);
    }
    String arrays = options.replaceAll(".*javacpp.maxbytes=(\\S+).*", "$1");
    String overhead = Manifests.properties().getProperty("spark." + of + ".memoryOverhead");
    assertThat(bytes(overhead)).isGreaterThanOrEqualTo(bytes(arrays).add(bytes("512m")));
  }

  private static BigDecimal bytes(String java) {
    return Quantity.getAmountInBytes(
        new Quantity(java.replaceAll("\\D", ""), java.endsWith("g") ? "Gi" : "Mi"));
  }

  @Test
  void theImageIsOfTheSameSparkAndEndsAsItsUser() throws IOException {
    List<String> lines =
        Files.readAllLines(Manifests.FOLDER.resolve("Dockerfile")).stream()
            .filter(l -> !l.isBlank() && !l.startsWith("#"))
            .toList();

    assertThat(lines.get(0))
        .isEqualTo(
            "FROM apache/spark:%s-scala%s-java17-ubuntu",
            System.getProperty("espalier.spark.version"),
            System.getProperty("espalier.scala.version"));
    assertThat(lines.get(lines.size() - 1)).isEqualTo("USER 185");
    assertThat(lines).noneMatch(l -> l.startsWith("ADD") || l.equals("USER root"));
    assertThat(lines)
        .anyMatch(l -> l.startsWith("COPY") && l.endsWith("/opt/espalier/espalier.jar"));
  }
}
