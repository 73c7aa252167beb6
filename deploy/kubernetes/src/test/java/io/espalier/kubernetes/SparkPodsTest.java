package io.espalier.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.io.IOException;
import java.util.List;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.k8s.KubernetesConf$;
import org.apache.spark.deploy.k8s.KubernetesDriverConf;
import org.apache.spark.deploy.k8s.KubernetesExecutorConf;
import org.apache.spark.deploy.k8s.SparkPod;
import org.apache.spark.deploy.k8s.submit.JavaMainAppResource;
import org.apache.spark.deploy.k8s.submit.KubernetesDriverBuilder;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfile$;
import org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBuilder;
import org.junit.jupiter.api.Test;
import scala.Option;

/**
 * What Spark itself makes of the properties and templates, against a server that keeps resources.
 */
@EnableKubernetesMockClient(crud = true)
class SparkPodsTest {
  private static final String JAR = "local:///opt/espalier/espalier.jar";
  private static final String[] ARGUMENTS = {
    "sweep", "/etc/espalier/sweep.yaml", "--out", "/runs/a"
  };

  // Set by the extension.
  KubernetesClient client;

  private static SparkConf conf() throws IOException {
    SparkConf conf = new SparkConf(false);
    Manifests.properties().forEach((k, v) -> conf.set((String) k, (String) v));
    for (String of : List.of("driver", "executor")) {
      // In the cluster both lie in the submission's ConfigMap.
      String key = "spark.kubernetes." + of + ".podTemplateFile";
      String name = conf.get(key).replace("/opt/espalier/pods/", "");
      conf.set(key, Manifests.FOLDER.resolve(name).toString());
    }
    return conf.set("spark.master", "k8s://https://kubernetes.default.svc");
  }

  private SparkPod driver() throws IOException {
    KubernetesDriverConf conf =
        KubernetesConf$.MODULE$.createDriverConf(
            conf(),
            "spark-1",
            new JavaMainAppResource(Option.apply(JAR)),
            "io.espalier.driver.cli.Main",
            ARGUMENTS,
            Option.empty());
    return new KubernetesDriverBuilder().buildFromFeatures(conf, client).pod();
  }

  private SparkPod executor() throws IOException {
    SparkConf spark = conf().set("spark.driver.host", "driver").set("spark.driver.port", "7078");
    KubernetesExecutorConf conf =
        KubernetesConf$.MODULE$.createExecutorConf(
            spark, "1", "spark-1", Option.empty(), ResourceProfile.DEFAULT_RESOURCE_PROFILE_ID());
    SecurityManager security =
        new SecurityManager(
            spark,
            Option.empty(),
            org.apache.spark.internal.config.package$.MODULE$.AUTH_SECRET_FILE());
    return new KubernetesExecutorBuilder()
        .buildFromFeatures(
            conf, security, client, ResourceProfile$.MODULE$.getOrCreateDefaultProfile(spark))
        .pod();
  }

  @Test
  void theDriverRunsTheSweepFromTheImagesJarAsItsServiceAccount() throws IOException {
    SparkPod made = driver();
    Container container = made.container();

    assertThat(container.getImage()).isEqualTo("espalier:0.1.0");
    assertThat(container.getArgs())
        .contains("driver", "--class", "io.espalier.driver.cli.Main", JAR)
        .endsWith(ARGUMENTS);
    assertThat(made.pod().getSpec().getServiceAccountName()).isEqualTo("espalier");
    assertThat(env(container)).contains("OMP_NUM_THREADS=1");
    // 2 GiB of heap and 1.5 of overhead.
    assertThat(Quantity.getAmountInBytes(container.getResources().getLimits().get("memory")))
        .isEqualByComparingTo(String.valueOf(3584L << 20));
  }

  @Test
  void theDriverHasTheRunFolderTheSweepAndRoomForNatives() throws IOException {
    SparkPod made = driver();

    assertThat(made.container().getVolumeMounts())
        .extracting(VolumeMount::getMountPath)
        .contains("/runs", "/etc/espalier", "/tmp");
    assertThat(made.pod().getSpec().getVolumes())
        .anyMatch(
            v ->
                v.getPersistentVolumeClaim() != null
                    && v.getPersistentVolumeClaim().getClaimName().equals("espalier-runs"));
  }

  @Test
  void theTemplatesSecurityIsStillThereWhenSparkIsDone() throws IOException {
    for (SparkPod made : List.of(driver(), executor())) {
      assertThat(made.pod().getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(made.container().getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    }
  }

  @Test
  void executorsGetTheirJvmOptionsAndNoRunFolder() throws IOException {
    Container container = executor().container();

    assertThat(String.join(" ", env(container)))
        .contains(
            "--add-modules=jdk.incubator.vector", "-XX:+UseG1GC", "javacpp.maxphysicalbytes=0")
        .contains("OMP_NUM_THREADS=1");
    assertThat(container.getVolumeMounts())
        .extracting(VolumeMount::getMountPath)
        .contains("/tmp")
        .doesNotContain("/runs");
  }

  private static List<String> env(Container container) {
    return container.getEnv().stream().map(SparkPodsTest::text).toList();
  }

  private static String text(EnvVar e) {
    return e.getName() + "=" + e.getValue();
  }

  @Test
  void aServerTakesAllOfIt() throws IOException {
    for (String file : List.of("rbac.yaml", "run-folder.yaml", "sweep.yaml", "submit.yaml")) {
      for (HasMetadata resource : Manifests.of(file)) {
        client.resource(resource).create();
      }
    }
    SparkPod made = driver();
    Pod pod =
        new PodBuilder(made.pod()).editSpec().addToContainers(made.container()).endSpec().build();
    // As Spark's own submission does.
    client.pods().inNamespace(conf().get("spark.kubernetes.namespace")).resource(pod).create();

    assertThat(client.pods().inNamespace("espalier").withLabel("spark-role", "driver").list())
        .satisfies(l -> assertThat(l.getItems()).hasSize(1));
    assertThat(client.serviceAccounts().inNamespace("espalier").withName("espalier").get())
        .isNotNull();
  }
}
