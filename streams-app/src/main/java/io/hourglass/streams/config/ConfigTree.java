package io.hourglass.streams.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.hourglass.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configuration while it is put together: the defaults as a tree, with values laid over it. */
final class ConfigTree {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigTree.class);
  private static final String KAFKA = "kafka.";

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .build();

  private final ObjectNode root = YAML.valueToTree(AppConfig.defaults());

  /** The dotted keys that exist, apart from Kafka's. */
  Set<String> keys() {
    Set<String> keys = new TreeSet<>();
    root.properties().forEach(top -> addKeys(top.getKey(), top.getValue(), keys));
    keys.removeIf(key -> key.startsWith(KAFKA));
    return keys;
  }

  private static void addKeys(String path, JsonNode node, Set<String> keys) {
    if (!node.isObject()) {
      keys.add(path);
    }
    node.properties()
        .forEach(child -> addKeys(path + "." + child.getKey(), child.getValue(), keys));
  }

  /** Lays the values of a YAML file over the tree. */
  void setAll(Path file) {
    JsonNode tree;
    try {
      tree = YAML.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
      throw new UserException(
          "%s is no valid YAML%s: %s"
              .formatted(file, line, e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    } catch (IOException e) {
      throw new UserException("the configuration file %s cannot be read".formatted(file), e);
    }
    if (!tree.isObject() && !tree.isMissingNode() && !tree.isNull()) {
      throw new UserException(file + " does not hold keys with values");
    }
    tree.properties().forEach(top -> setAll(top.getKey(), top.getValue()));
  }

  private void setAll(String path, JsonNode node) {
    if (!isKeyOrSection(path)) {
      throw unknown(path);
    }
    if (node.isArray()) {
      throw new UserException(path + " is a list; allowed is one value");
    }
    if (node.isObject()) {
      node.properties().forEach(child -> setAll(path + "." + child.getKey(), child.getValue()));
    } else if (!node.isNull()) {
      set(path, node.asText());
    }
  }

  private boolean isKeyOrSection(String path) {
    return (path + ".").startsWith(KAFKA)
        || keys().stream().anyMatch(key -> (key + ".").startsWith(path + "."));
  }

  /** Sets one value. */
  void set(String key, String value) {
    if (key.startsWith(KAFKA)) {
      String name = key.substring(KAFKA.length());
      if (!KafkaNames.known(name)) {
        LOG.warn("{} is no setting that Kafka knows; it is passed on as it is", key);
      }
      ((ObjectNode) root.get("kafka")).put(name, value);
    } else if (keys().contains(key)) {
      int dot = key.lastIndexOf('.');
      ObjectNode parent = dot < 0 ? root : (ObjectNode) root.get(key.substring(0, dot));
      parent.put(key.substring(dot + 1), value);
    } else {
      throw unknown(key);
    }
  }

  private UserException unknown(String key) {
    return new UserException(
        "there is no key %s; there are %s and kafka.*".formatted(key, String.join(", ", keys())));
  }

  /** The tree as records. */
  AppConfig toConfig() {
    try {
      return YAML.treeToValue(root, AppConfig.class);
    } catch (InvalidFormatException e) {
      throw new UserException(
          "%s is '%s'; allowed is %s".formatted(path(e), e.getValue(), allowed(e.getTargetType())),
          e);
    } catch (MismatchedInputException e) {
      throw new UserException("%s: %s".formatted(path(e), e.getOriginalMessage()), e);
    } catch (JsonProcessingException e) {
      if (e.getCause() instanceof UserException wrongValue) {
        throw wrongValue;
      }
      throw new IllegalStateException("the configuration's records must take every tree", e);
    }
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(JsonMappingException.Reference::getFieldName)
        .collect(Collectors.joining("."));
  }

  private static String allowed(Class<?> type) {
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(", "));
    }
    return Map.<Class<?>, String>of(
            boolean.class, "true or false",
            int.class, "a whole number",
            Integer.class, "a whole number",
            Double.class, "a number")
        .getOrDefault(type, "a " + type.getSimpleName());
  }
}
