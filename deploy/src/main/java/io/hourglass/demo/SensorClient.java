package io.hourglass.demo;

import io.hourglass.cli.UserException;
import io.hourglass.record.AnomalyAlert;
import io.hourglass.record.DeadLetter;
import io.hourglass.record.LatentVector;
import io.hourglass.streams.config.AppConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The demo's user with sensors: sends readings and reads what comes out. */
final class SensorClient {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final DemoTopics topics;

  /**
   * What came out.
   *
   * @param windows latents
   * @param seconds from the first reading sent to the last output read
   */
  record Result(int windows, List<AnomalyAlert> alerts, int deadLetters, double seconds) {}

  SensorClient(String bootstrapServers, AppConfig.Topics topics) {
    this.topics = new DemoTopics(bootstrapServers, topics);
  }

  /**
   * Sends all readings and waits until all windows are scored.
   *
   * @param windows how many there must be
   * @param onAlert is shown each record of the alerts topic as it arrives
   */
  Result run(
      List<ProducerRecord<byte[], byte[]>> readings,
      int windows,
      Consumer<ConsumerRecord<byte[], byte[]>> onAlert)
      throws InterruptedException {
    int latents = 0;
    int deadLetters = 0;
    List<AnomalyAlert> alerts = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = topics.outputs()) {
      long start = System.nanoTime();
      topics.send(readings);
      long last = start;
      while (latents < windows || DemoTopics.behind(consumer)) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          last = System.nanoTime();
          SpecificRecord decoded = DemoTopics.decode(record);
          if (decoded instanceof LatentVector) {
            latents++;
          } else if (decoded instanceof AnomalyAlert alert) {
            alerts.add(alert);
            onAlert.accept(record);
          } else if (decoded instanceof DeadLetter) {
            deadLetters++;
          }
        }
        if (System.nanoTime() - last > PATIENCE.toNanos()) {
          throw new UserException(
              "%d of %d windows are scored, and no more came for %d seconds"
                  .formatted(latents, windows, PATIENCE.toSeconds()));
        }
      }
      if (latents != windows) {
        throw new UserException(
            "%d windows are scored, but there are %d".formatted(latents, windows));
      }
      return new Result(latents, List.copyOf(alerts), deadLetters, (last - start) / 1e9);
    }
  }
}
