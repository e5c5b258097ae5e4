package io.hourglass.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The chart of {@code deploy/helm}, rendered by helm's own code. */
public final class Chart {
  private static final Path FOLDER = Path.of("helm");

  private Chart() {}

  static Helm helm() {
    return new Helm(FOLDER);
  }

  /** The resources that the chart makes of these values, whose names have dots. */
  static List<JsonNode> render(Map<String, ?> values) throws IOException {
    var template =
        helm().template().withName("lines").withNamespace("plant").withKubeVersion("1.34.0");
    values.forEach(template::set);
    try (var documents =
        new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(template.call())) {
      List<JsonNode> resources = new ArrayList<>();
      documents.forEachRemaining(
          document -> {
            if (document.isObject()) {
              resources.add(document);
            }
          });
      return resources;
    }
  }

  static JsonNode only(List<JsonNode> resources, String kind) {
    List<JsonNode> found =
        resources.stream().filter(resource -> kind.equals(resource.path("kind").asText())).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " resources are a " + kind);
    }
    return found.get(0);
  }

  /** The rights of Strimzi's user, each for one operation, as Kafka's own. */
  public static List<AclBinding> rights(String principal, String application) throws IOException {
    JsonNode user =
        only(
            render(
                Map.of(
                    "model.claim",
                    "models",
                    "strimzi.enabled",
                    true,
                    "strimzi.cluster",
                    "plant",
                    "config.application-id",
                    application)),
            "KafkaUser");
    List<AclBinding> rights = new ArrayList<>();
    for (JsonNode acl : user.at("/spec/authorization/acls")) {
      JsonNode resource = acl.get("resource");
      ResourcePattern pattern =
          new ResourcePattern(
              ResourceType.valueOf(constant(resource.get("type"))),
              resource.get("name").asText(),
              resource.get("patternType").asText().equals("prefix")
                  ? PatternType.PREFIXED
                  : PatternType.LITERAL);
      for (JsonNode operation : acl.get("operations")) {
        rights.add(
            new AclBinding(
                pattern,
                new AccessControlEntry(
                    principal,
                    "*",
                    AclOperation.valueOf(constant(operation)),
                    AclPermissionType.ALLOW)));
      }
    }
    return rights;
  }

  /** {@code transactionalId} as {@code TRANSACTIONAL_ID}. */
  private static String constant(JsonNode name) {
    return name.asText().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
  }
}
