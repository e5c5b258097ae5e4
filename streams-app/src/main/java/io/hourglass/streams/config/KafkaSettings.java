package io.hourglass.streams.config;

import io.hourglass.cli.UserException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.StreamsConfig;

/** The settings of Kafka Streams and of each kind of client, made of {@link AppConfig#kafka()}. */
public final class KafkaSettings {
  private static final String CLIENT_ID = "hourglass";

  private final Map<String, String> settings;

  private static final int LINGER_MILLIS = 5;

  /**
   * @param config whose Kafka settings to take
   */
  public KafkaSettings(AppConfig config) {
    settings = new HashMap<>(config.kafka());
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
    // Kafka Streams' default of 100 ms would be most of a record's latency on a quiet topic.
    if (!settings.containsKey(ProducerConfig.LINGER_MS_CONFIG)) {
      putIfAbsent(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), LINGER_MILLIS);
    }
  }

  /** The threads of Kafka Streams. */
  public int streamThreads() {
    return checked().getInt(StreamsConfig.NUM_STREAM_THREADS_CONFIG);
  }

  /** {@code exactly_once_v2} or {@code at_least_once}. */
  public String guarantee() {
    return checked().getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG);
  }

  /**
   * Whether others take an instance's partitions over at once when it ends, or keep them for a
   * member that comes back under its {@code group.instance.id} (KIP-345) before its session times
   * out.
   */
  public GroupMembershipOperation leaving() {
    return settings.containsKey(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG)
        ? GroupMembershipOperation.REMAIN_IN_GROUP
        : GroupMembershipOperation.LEAVE_GROUP;
  }

  /** Where the brokers are. */
  public String bootstrapServers() {
    return String.join(",", checked().getList(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG));
  }

  /** Sets what was not set. */
  public void putIfAbsent(String name, Object value) {
    settings.putIfAbsent(name, value.toString());
  }

  /** For Kafka Streams itself. */
  public Properties streams() {
    checked();
    Properties properties = new Properties();
    properties.putAll(settings);
    return properties;
  }

  /** For an admin client. */
  public Map<String, Object> admin() {
    return checked().getAdminConfigs(CLIENT_ID);
  }

  /** For a producer of bytes. */
  public Map<String, Object> producer() {
    Map<String, Object> producer = checked().getProducerConfigs(CLIENT_ID);
    producer.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    producer.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return producer;
  }

  /** For a consumer of bytes that belongs to no group and sees committed records only. */
  public Map<String, Object> consumer() {
    Map<String, Object> consumer = checked().getGlobalConsumerConfigs(CLIENT_ID);
    consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    consumer.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    consumer.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return consumer;
  }

  private StreamsConfig checked() {
    try {
      return new StreamsConfig(settings);
    } catch (ConfigException e) {
      throw new UserException("kafka.*: " + e.getMessage(), e);
    }
  }
}
