package io.hourglass.demo;

import io.hourglass.cli.UserException;
import io.hourglass.record.RecordCodec;
import io.hourglass.record.RecordFormatException;
import io.hourglass.streams.config.AppConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The application's topics from outside. */
final class DemoTopics {
  private final String bootstrapServers;
  private final AppConfig.Topics topics;

  DemoTopics(String bootstrapServers, AppConfig.Topics topics) {
    this.bootstrapServers = bootstrapServers;
    this.topics = topics;
  }

  /** Sends records and waits until the broker has them all. */
  void send(List<ProducerRecord<byte[], byte[]>> records) throws InterruptedException {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", bootstrapServers, "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      List<Future<?>> sends = new ArrayList<>();
      for (ProducerRecord<byte[], byte[]> record : records) {
        sends.add(producer.send(record));
      }
      for (Future<?> send : sends) {
        send.get();
      }
    } catch (ExecutionException e) {
      throw new UserException("the records could not be sent: " + e.getMessage(), e);
    }
  }

  /** A reader of all output topics, from their beginning. */
  KafkaConsumer<byte[], byte[]> outputs() {
    var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : List.of(topics.latents(), topics.alerts(), topics.deadLetters())) {
      consumer
          .partitionsFor(topic)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    consumer.assign(partitions);
    return consumer;
  }

  /** Whether something committed has not been read yet. */
  static boolean behind(KafkaConsumer<byte[], byte[]> consumer) {
    return consumer.endOffsets(consumer.assignment()).entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
  }

  /** A record of an output topic. */
  static SpecificRecord decode(ConsumerRecord<byte[], byte[]> record) {
    try {
      return RecordCodec.decode(record.value());
    } catch (RecordFormatException e) {
      throw new IllegalStateException("the application wrote what cannot be read", e);
    }
  }
}
