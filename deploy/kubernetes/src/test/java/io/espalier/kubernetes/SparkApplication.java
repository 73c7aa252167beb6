package io.espalier.kubernetes;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Map;

/**
 * The fields of {@code sparkoperator.k8s.io/v1beta2} that the manifest may use, as the operator's
 * API names them; what is Kubernetes' own within them is fabric8's model.
 */
record SparkApplication(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {
  record Spec(
      String type,
      String mode,
      String sparkVersion,
      String image,
      String imagePullPolicy,
      String mainClass,
      String mainApplicationFile,
      List<String> arguments,
      Map<String, String> sparkConf,
      RestartPolicy restartPolicy,
      List<Volume> volumes,
      Part driver,
      Part executor) {}

  record RestartPolicy(String type) {}

  record NamePath(String name, String path) {}

  /** A driver's specification or an executor's. */
  record Part(
      Integer instances,
      Integer cores,
      String coreLimit,
      String memory,
      String memoryOverhead,
      String serviceAccount,
      String javaOptions,
      List<EnvVar> env,
      List<NamePath> configMaps,
      Map<String, String> labels,
      PodSecurityContext podSecurityContext,
      SecurityContext securityContext,
      List<VolumeMount> volumeMounts) {}
}
