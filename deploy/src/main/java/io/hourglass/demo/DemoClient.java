package io.hourglass.demo;

import io.hourglass.cli.UserException;
import io.hourglass.record.AnomalyAlert;
import io.hourglass.record.DeadLetter;
import io.hourglass.record.LatentVector;
import io.hourglass.record.RecordCodec;
import io.hourglass.record.RecordFormatException;
import io.hourglass.streams.config.AppConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The demo's user: sends a stream into the input topic and reads what comes out of the others. */
final class DemoClient {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String bootstrapServers;
  private final AppConfig.Topics topics;

  DemoClient(String bootstrapServers, AppConfig.Topics topics) {
    this.bootstrapServers = bootstrapServers;
    this.topics = topics;
  }

  /**
   * Sends all records and waits until each has its outcome.
   *
   * @param onAlert is shown each record of the alerts topic as it arrives
   */
  DemoResult run(DemoStream stream, Consumer<ConsumerRecord<byte[], byte[]>> onAlert)
      throws InterruptedException {
    List<LatentVector> latents = new ArrayList<>();
    List<AnomalyAlert> alerts = new ArrayList<>();
    List<DeadLetter> deadLetters = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = outputs()) {
      long start = System.nanoTime();
      send(stream);
      long last = start;
      while (latents.size() + deadLetters.size() < stream.records().size() || behind(consumer)) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          last = System.nanoTime();
          SpecificRecord decoded = decode(record);
          if (decoded instanceof LatentVector latent) {
            latents.add(latent);
          } else if (decoded instanceof AnomalyAlert alert) {
            alerts.add(alert);
            onAlert.accept(record);
          } else if (decoded instanceof DeadLetter letter) {
            deadLetters.add(letter);
          }
        }
        if (System.nanoTime() - last > PATIENCE.toNanos()) {
          throw new UserException(
              "%d of %d records have an outcome, and no more came for %d seconds"
                  .formatted(
                      latents.size() + deadLetters.size(),
                      stream.records().size(),
                      PATIENCE.toSeconds()));
        }
      }
      return new DemoResult(
          stream,
          List.copyOf(latents),
          List.copyOf(alerts),
          List.copyOf(deadLetters),
          (last - start) / 1e9);
    }
  }

  private void send(DemoStream stream) throws InterruptedException {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", bootstrapServers, "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      List<Future<?>> sends = new ArrayList<>();
      for (DemoStream.Sent record : stream.records()) {
        byte[] key = record.id().getBytes(StandardCharsets.UTF_8);
        sends.add(producer.send(new ProducerRecord<>(topics.input(), key, record.value())));
      }
      for (Future<?> send : sends) {
        send.get();
      }
    } catch (ExecutionException e) {
      throw new UserException("the images could not be sent: " + e.getMessage(), e);
    }
  }

  /** A reader of all output topics, from their beginning. */
  private KafkaConsumer<byte[], byte[]> outputs() {
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
  private static boolean behind(KafkaConsumer<byte[], byte[]> consumer) {
    return consumer.endOffsets(consumer.assignment()).entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
  }

  private static SpecificRecord decode(ConsumerRecord<byte[], byte[]> record) {
    try {
      return RecordCodec.decode(record.value());
    } catch (RecordFormatException e) {
      throw new IllegalStateException("the application wrote what cannot be read", e);
    }
  }
}
