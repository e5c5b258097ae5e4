package io.hourglass.bench.speed;

import io.hourglass.model.ScoringModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What a good engineer writes by hand: a consumer and a producer a thread, a call a poll. */
final class HandLoop {
  private static final int MAX_POLL = 500;
  private static final long COMMIT_NANOS = 100_000_000;

  private final Task task;
  private final ScoringModel model;

  private HandLoop(Task task) {
    this.task = task;
    this.model = ScoringModel.open(task.model(), 1);
  }

  static void start(Task task) {
    HandLoop loop = new HandLoop(task);
    for (int i = 0; i < task.threads(); i++) {
      new Thread(loop::run).start();
    }
  }

  private void run() {
    Map<String, Object> reading = new HashMap<>();
    reading.put("bootstrap.servers", task.bootstrapServers());
    reading.put("group.id", task.name());
    reading.put("auto.offset.reset", "earliest");
    reading.put("enable.auto.commit", false);
    reading.put("max.poll.records", MAX_POLL);
    Map<String, Object> writing =
        Map.of("bootstrap.servers", task.bootstrapServers(), "linger.ms", 5, "batch.size", 65_536);
    Latents latents = new Latents(model, MAX_POLL);
    try (KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer())) {
      consumer.subscribe(List.of(task.input()));
      long committed = System.nanoTime();
      while (true) {
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ofMillis(100));
        if (!polled.isEmpty()) {
          send(polled, latents, producer);
        }
        if (System.nanoTime() - committed > COMMIT_NANOS) {
          producer.flush();
          consumer.commitSync();
          committed = System.nanoTime();
        }
      }
    }
  }

  private void send(
      ConsumerRecords<byte[], byte[]> polled,
      Latents latents,
      KafkaProducer<byte[], byte[]> producer) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(polled.count());
    polled.forEach(records::add);
    List<byte[]> values = latents.of(records);
    for (int row = 0; row < values.size(); row++) {
      var unused =
          producer.send(
              new ProducerRecord<>(task.output(), records.get(row).key(), values.get(row)));
    }
  }
}
