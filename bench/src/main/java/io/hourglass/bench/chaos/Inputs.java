package io.hourglass.bench.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends numbered records, and remembers where each lies. Some are not usable. */
final class Inputs implements Runnable {
  private static final int KEYS = 50;
  private static final int BROKEN_EACH = 40;

  private final ChaosOptions options;
  private final Payload payload;
  private final String bootstrapServers;
  private final String topic;
  private final Map<Position, Input> sent = new ConcurrentHashMap<>();

  /** Where a record lies. */
  record Position(int partition, long offset) {}

  /** What must become of a record. */
  enum Expected {
    /** A latent of its own. */
    LATENT,
    /** It is not usable. */
    DEAD_LETTER,
    /** No window ends with it. */
    NOTHING
  }

  /** What was sent: its number, its key, what it shows, and what must become of it. */
  record Input(int number, String key, int content, Expected expected) {}

  /** What records hold. Called for one record after the other, in order. */
  interface Payload {
    /** The value of a usable record. */
    byte[] value(int number, String key);

    /** What it shows: records with the same content are all alerts, or none of them. */
    int content(int number);

    /** What must become of the record that was asked for last. */
    Expected expected(String key);
  }

  Inputs(ChaosOptions options, Payload payload, String bootstrapServers, String topic) {
    this.options = options;
    this.payload = payload;
    this.bootstrapServers = bootstrapServers;
    this.topic = topic;
  }

  /** All that was sent, by position. */
  Map<Position, Input> sent() {
    return Map.copyOf(sent);
  }

  /** Sends all, at the rate asked for; waits for each to be acknowledged. */
  @Override
  public void run() {
    Random random = new Random(options.seed());
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "acks",
            "all",
            // A new topic may refuse a first batch and take the second, which would be out of
            // order.
            "max.in.flight.requests.per.connection",
            1,
            "delivery.timeout.ms",
            300_000);
    long start = System.nanoTime();
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int number = 0; number < options.records(); number++) {
        boolean broken = number % BROKEN_EACH == BROKEN_EACH - 1;
        String key = "key-" + random.nextInt(KEYS);
        byte[] value =
            broken ? ("not usable: " + number).getBytes(UTF_8) : payload.value(number, key);
        Input input =
            broken
                ? new Input(number, key, -1, Expected.DEAD_LETTER)
                : new Input(number, key, payload.content(number), payload.expected(key));
        var acknowledged =
            producer.send(
                new ProducerRecord<>(topic, key.getBytes(UTF_8), value),
                (metadata, failure) -> {
                  if (failure == null) {
                    sent.put(new Position(metadata.partition(), metadata.offset()), input);
                  }
                });
        if (number == options.records() - 1) {
          acknowledged.get();
        }
        long due = start + (long) (number * 1e9 / options.rate());
        TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
      }
      producer.flush();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a record could not be sent", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (sent.size() != options.records()) {
      throw new IllegalStateException(
          "%d of %d records were sent".formatted(sent.size(), options.records()));
    }
  }

  /** Where the input's partitions end. */
  Map<TopicPartition, Long> ends() {
    Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();
    sent.keySet()
        .forEach(
            position ->
                ends.merge(
                    new TopicPartition(topic, position.partition), position.offset + 1, Math::max));
    return ends;
  }
}
