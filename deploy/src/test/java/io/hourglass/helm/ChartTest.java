package io.hourglass.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.gson.JsonParser;
import com.marcnuri.helm.LintResult;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.hourglass.streams.config.AppConfig;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChartTest {
  private static final Map<String, Object> LEAST =
      Map.of("model.image", "plant/model:7", "kafka.bootstrapServers", "kafka:9092");

  /** Of classes that would keep fields they do not know. */
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .annotationIntrospector(
              new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              })
          .build();

  @TempDir private Path folder;

  private static Map<String, Object> with(Object... more) {
    Map<String, Object> values = new HashMap<>(LEAST);
    for (int i = 0; i < more.length; i += 2) {
      values.put((String) more[i], more[i + 1]);
    }
    return values;
  }

  @Test
  void helmFindsNoFault() {
    LintResult result = Chart.helm().lint().strict().call();

    assertThat(result.getMessages()).filteredOn(message -> !message.contains("icon")).isEmpty();
  }

  static Stream<Map<String, Object>> variants() {
    return Stream.of(
        LEAST,
        Map.of("model.claim", "models", "kafka.bootstrapServers", "kafka:9092"),
        with("state.persistent", true, "state.storageClass", "fast"),
        with("autoscaling.kind", "hpa"),
        with("autoscaling.kind", "keda", "autoscaling.triggerAuthentication", "kafka"),
        with("strimzi.enabled", true, "strimzi.cluster", "plant", "strimzi.changelogs", true),
        with("serviceMonitor.enabled", true, "serviceMonitor.labels.release", "prometheus"),
        with(
            "secretEnv.HOURGLASS_KAFKA_SASL_JAAS_CONFIG.secret", "user",
            "secretEnv.HOURGLASS_KAFKA_SASL_JAAS_CONFIG.key", "jaas",
            "secretFiles.kafka", "user",
            "model.verify", "sha256:00",
            "podLabels.team", "vision",
            "podAnnotations.note", "x",
            "nodeSelector.disk", "ssd",
            "imagePullSecrets[0].name", "pull",
            "tolerations[0].operator", "Exists",
            "networkPolicy.metricsFrom[0].matchLabels.name", "monitoring",
            "serviceAccount.annotations.role", "x"));
  }

  /** Unknown fields and missing ones are errors here, and wrong types. */
  @ParameterizedTest
  @MethodSource("variants")
  void isWhatKubernetesAsksFor(Map<String, Object> values) throws IOException {
    for (JsonNode resource : Chart.render(values)) {
      var json = JsonParser.parseString(resource.toString());
      String kind = resource.path("kind").asText();
      switch (kind) {
        case "Deployment" -> V1Deployment.validateJsonElement(json);
        case "StatefulSet" -> V1StatefulSet.validateJsonElement(json);
        case "ConfigMap" -> V1ConfigMap.validateJsonElement(json);
        case "Service" -> V1Service.validateJsonElement(json);
        case "ServiceAccount" -> V1ServiceAccount.validateJsonElement(json);
        case "PodDisruptionBudget" -> V1PodDisruptionBudget.validateJsonElement(json);
        case "NetworkPolicy" -> V1NetworkPolicy.validateJsonElement(json);
        case "HorizontalPodAutoscaler" -> V2HorizontalPodAutoscaler.validateJsonElement(json);
        case "KafkaTopic" -> STRICT.treeToValue(resource, KafkaTopic.class);
        case "KafkaUser" -> STRICT.treeToValue(resource, KafkaUser.class);
        case "ServiceMonitor" -> STRICT.treeToValue(resource, ServiceMonitor.class);
        // There is no model of it for Java.
        default -> assertThat(kind).isEqualTo("ScaledObject");
      }
      assertThat(resource.at("/metadata/labels/app.kubernetes.io~1instance").asText())
          .isEqualTo("lines");
    }
  }

  @Test
  void anUnknownFieldOfACustomResourceIsAnError() throws IOException {
    JsonNode user =
        Chart.only(
            Chart.render(with("strimzi.enabled", true, "strimzi.cluster", "plant")), "KafkaUser");
    ((ObjectNode) user.at("/spec/authorization/acls/0")).put("rights", "Read");

    assertThatThrownBy(() -> STRICT.treeToValue(user, KafkaUser.class))
        .hasMessageContaining("\"rights\"");
  }

  @Test
  void theConfigurationIsOneThatTheApplicationTakes() throws IOException {
    List<JsonNode> resources =
        Chart.render(
            with("config.topics.input", "tiles", "config.kafka.num\\.stream\\.threads", 2));
    Path file =
        Files.writeString(
            folder.resolve("app.yaml"),
            Chart.only(resources, "ConfigMap").at("/data/app.yaml").asText());

    AppConfig config = AppConfig.load(file, environment(resources, "Deployment"));

    assertThat(config.topics().input()).isEqualTo("tiles");
    assertThat(config.kafka())
        .containsEntry("num.stream.threads", "2")
        .containsEntry("bootstrap.servers", "kafka:9092");
    assertThat(config.model()).isEqualTo(Path.of("/models/model.onnx"));
  }

  @Test
  void settingsForStrimziAreThoseOfTheApplication() throws IOException {
    List<JsonNode> resources =
        Chart.render(
            Map.of(
                "model.claim", "models",
                "model.path", "tiles/7.onnx",
                "state.persistent", true,
                "strimzi.enabled", true,
                "strimzi.cluster", "plant"));

    AppConfig config = AppConfig.load(null, environment(resources, "StatefulSet"));

    assertThat(config.model()).isEqualTo(Path.of("/models/tiles/7.onnx"));
    assertThat(config.kafka())
        .containsEntry("bootstrap.servers", "plant-kafka-bootstrap:9093")
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
        .containsEntry("sasl.jaas.config", "of the secret lines-hourglass")
        .containsEntry("ssl.truststore.location", "/cluster-ca/ca.crt")
        .containsEntry("state.dir", "/state")
        .containsEntry("group.instance.id", "of the field metadata.name");
    assertThat(
            resources.stream()
                .filter(resource -> resource.path("kind").asText().equals("KafkaTopic"))
                .map(topic -> topic.at("/metadata/name").asText()))
        .containsExactlyInAnyOrder("images", "latents", "alerts", "dead-letters");
  }

  @Test
  void aStreamsGroupHasNoStaticMembers() throws IOException {
    Map<String, String> environment =
        environment(
            Chart.render(
                with("state.persistent", true, "config.kafka.group\\.protocol", "streams")),
            "StatefulSet");

    assertThat(environment)
        .containsEntry("HOURGLASS_KAFKA_STATE_DIR", "/state")
        .doesNotContainKey("HOURGLASS_KAFKA_GROUP_INSTANCE_ID");
  }

  private static Map<String, String> environment(List<JsonNode> resources, String kind) {
    Map<String, String> environment = new HashMap<>();
    for (JsonNode variable :
        Chart.only(resources, kind).at("/spec/template/spec/containers/0/env")) {
      environment.put(
          variable.get("name").asText(),
          variable.has("value")
              ? variable.get("value").asText()
              : variable.has("valueFrom") && variable.get("valueFrom").has("fieldRef")
                  ? "of the field " + variable.at("/valueFrom/fieldRef/fieldPath").asText()
                  : "of the secret " + variable.at("/valueFrom/secretKeyRef/name").asText());
    }
    return environment;
  }

  @Test
  void mountsEveryVolumeAndNoOther() throws IOException {
    for (Map<String, Object> values : variants().toList()) {
      for (JsonNode resource : Chart.render(values)) {
        JsonNode pod = resource.at("/spec/template/spec");
        if (pod.isMissingNode()) {
          continue;
        }
        List<String> volumes = new ArrayList<>();
        pod.get("volumes").forEach(volume -> volumes.add(volume.get("name").asText()));
        resource
            .at("/spec/volumeClaimTemplates")
            .forEach(claim -> volumes.add(claim.at("/metadata/name").asText()));
        List<String> mounts = new ArrayList<>();
        pod.at("/containers/0/volumeMounts")
            .forEach(mount -> mounts.add(mount.get("name").asText()));
        assertThat(mounts).containsExactlyInAnyOrderElementsOf(volumes);
      }
    }
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(() -> Chart.render(Map.of("kafka.bootstrapServers", "kafka:9092")))
        .hasMessageContaining("set either model.image");
    assertThatThrownBy(() -> Chart.render(Map.of("model.claim", "models")))
        .hasMessageContaining("kafka.bootstrapServers must say where Kafka is");
    assertThatThrownBy(() -> Chart.render(with("autoscaling.kind", "magic")))
        .hasMessageContaining("it must be none, hpa or keda");
    assertThatThrownBy(() -> Chart.render(with("strimzi.enabled", true)))
        .hasMessageContaining("strimzi.cluster must name the Kafka cluster");
  }

  @Test
  void everyValueIsUsed() throws IOException {
    StringBuilder templates = new StringBuilder();
    try (Stream<Path> files = Files.list(Path.of("helm", "templates"))) {
      for (Path file : files.toList()) {
        templates.append(Files.readString(file));
      }
    }
    JsonNode values = new YAMLMapper().readTree(Path.of("helm", "values.yaml").toFile());
    List<String> names = new ArrayList<>();
    names(values, "", names);

    assertThat(names)
        .allSatisfy(
            name ->
                assertThat(templates.toString())
                    .containsPattern(Pattern.quote(".Values" + name) + "\\b"));
  }

  private static void names(JsonNode values, String path, List<String> names) {
    if (!values.isObject() || values.isEmpty() || path.equals(".resources")) {
      names.add(path);
      return;
    }
    values
        .properties()
        .forEach(value -> names(value.getValue(), path + "." + value.getKey(), names));
  }
}
