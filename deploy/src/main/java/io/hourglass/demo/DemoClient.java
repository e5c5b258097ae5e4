package io.hourglass.demo;

import io.hourglass.cli.UserException;
import io.hourglass.record.AnomalyAlert;
import io.hourglass.record.DeadLetter;
import io.hourglass.record.LatentVector;
import io.hourglass.streams.config.AppConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The demo's user: sends a stream into the input topic and reads what comes out of the others. */
final class DemoClient {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final DemoTopics topics;
  private final String input;

  DemoClient(String bootstrapServers, AppConfig.Topics topics) {
    this.topics = new DemoTopics(bootstrapServers, topics);
    this.input = topics.input();
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
    try (KafkaConsumer<byte[], byte[]> consumer = topics.outputs()) {
      long start = System.nanoTime();
      topics.send(records(stream));
      long last = start;
      while (latents.size() + deadLetters.size() < stream.records().size()
          || DemoTopics.behind(consumer)) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          last = System.nanoTime();
          SpecificRecord decoded = DemoTopics.decode(record);
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

  private List<ProducerRecord<byte[], byte[]>> records(DemoStream stream) {
    return stream.records().stream()
        .map(
            record ->
                new ProducerRecord<>(
                    input, record.id().getBytes(StandardCharsets.UTF_8), record.value()))
        .toList();
  }
}
