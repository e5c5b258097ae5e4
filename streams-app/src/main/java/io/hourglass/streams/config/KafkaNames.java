package io.hourglass.streams.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The names of the settings that Kafka Streams and its clients know. */
final class KafkaNames {
  private static final List<String> PREFIXES =
      List.of(
          "",
          StreamsConfig.CONSUMER_PREFIX,
          StreamsConfig.MAIN_CONSUMER_PREFIX,
          StreamsConfig.RESTORE_CONSUMER_PREFIX,
          StreamsConfig.GLOBAL_CONSUMER_PREFIX,
          StreamsConfig.PRODUCER_PREFIX,
          StreamsConfig.ADMIN_CLIENT_PREFIX);

  private static final Set<String> NAMES = new HashSet<>();

  static {
    NAMES.addAll(StreamsConfig.configDef().names());
    NAMES.addAll(ProducerConfig.configNames());
    NAMES.addAll(ConsumerConfig.configNames());
    NAMES.addAll(AdminClientConfig.configNames());
  }

  private KafkaNames() {}

  static boolean known(String name) {
    return name.startsWith(StreamsConfig.TOPIC_PREFIX)
        || name.startsWith(AbstractConfig.CONFIG_PROVIDERS_CONFIG + ".")
        || PREFIXES.stream()
            .anyMatch(
                prefix ->
                    name.startsWith(prefix) && NAMES.contains(name.substring(prefix.length())));
  }
}
