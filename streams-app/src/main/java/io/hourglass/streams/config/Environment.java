package io.hourglass.streams.config;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settings among the environment variables. */
final class Environment {
  private static final Logger LOG = LoggerFactory.getLogger(Environment.class);
  private static final String PREFIX = "HOURGLASS_";

  /** Variables of the start script and the tests. */
  private static final Set<String> NOT_SETTINGS =
      Set.of("HOURGLASS_DATA", "HOURGLASS_HOME", "HOURGLASS_OPTS");

  private Environment() {}

  /**
   * The settings by dotted key. A variable that names none is no error, because others set such
   * variables too: Kubernetes does for every service whose name begins with {@code hourglass}.
   *
   * @param keys the keys there are, apart from Kafka's
   */
  static Map<String, String> settings(Map<String, String> environment, Set<String> keys) {
    Map<String, String> keyOf =
        keys.stream().collect(Collectors.toMap(Environment::variable, key -> key));
    Map<String, String> settings = new TreeMap<>();
    Set<String> unknown = new TreeSet<>();
    environment.forEach(
        (variable, value) -> {
          if (!variable.startsWith(PREFIX) || NOT_SETTINGS.contains(variable)) {
            return;
          }
          String key = keyOf.getOrDefault(variable, kafkaKey(variable));
          if (key.isEmpty()) {
            unknown.add(variable);
          } else {
            settings.put(key, value);
          }
        });
    if (!unknown.isEmpty()) {
      LOG.warn("These environment variables name no setting and are ignored: {}", unknown);
    }
    return settings;
  }

  /** {@code HOURGLASS_TOPICS_DEAD_LETTERS} of {@code topics.dead-letters}. */
  static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** Kafka's names consist of words and dots, so the way back is clear; empty: no known name. */
  private static String kafkaKey(String variable) {
    String key = variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.');
    return key.startsWith("kafka.") && KafkaNames.known(key.substring("kafka.".length()))
        ? key
        : "";
  }
}
