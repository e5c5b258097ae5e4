package io.hourglass.streams.client;

import io.hourglass.streams.broker.Broker;
import io.hourglass.streams.config.AppConfig;
import io.hourglass.streams.config.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a command finds Kafka and the topics. */
public final class BrokerOptions {
  /** Shorter than the application's: somebody sits and waits. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "Where Kafka is. Default: localhost:9092, or what the configuration says.")
  private @Nullable String bootstrap;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The application's configuration, for topics and for Kafka's settings.")
  private @Nullable Path config;

  /** The application's configuration, with the address given. */
  public AppConfig config() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    if (bootstrap != null) {
      environment.put("HOURGLASS_KAFKA_BOOTSTRAP_SERVERS", bootstrap);
    }
    return AppConfig.load(config, environment);
  }

  static Broker connect(AppConfig config) {
    return Broker.connect(new KafkaSettings(config).admin(), PATIENCE);
  }

  /**
   * The partitions of a topic.
   *
   * @throws io.hourglass.cli.UserException if no broker answers, or there is no such topic
   */
  public static List<TopicPartition> partitions(AppConfig config, String topic) {
    try (Broker broker = connect(config)) {
      return broker.describe(List.of(topic)).get(0).partitions().stream()
          .map(partition -> new TopicPartition(topic, partition.partition()))
          .toList();
    }
  }
}
