package io.hourglass.bench.speed;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How long a record takes from the moment it is due at the producer to a reader of committed
 * latents, at one rate after the other. A record counts from when it was due, not from when it was
 * sent, so that what waits behind a pause is not left out.
 */
final class Latency {
  private static final Duration WARM_UP = Duration.ofSeconds(25);
  private static final Duration SETTLE = Duration.ofSeconds(3);
  private static final Duration LATEST = Duration.ofSeconds(10);

  private final Course course;
  private final Traffic images;
  private final Duration measured;
  private final Consumer<String> listener;

  Latency(Course course, Workload workload, Duration measured, Consumer<String> listener) {
    this.course = course;
    this.images = workload.traffic();
    this.measured = measured;
    this.listener = listener;
  }

  /**
   * What one contender took at one rate, milliseconds.
   *
   * @param rate records a second that were due
   * @param missing share of the records that had not come out {@link #LATEST} after the last
   */
  record Percentiles(int rate, double p50, double p99, double p999, double missing) {}

  /** Starts a contender and measures it at each rate, in order. */
  List<Percentiles> run(Contender contender, List<Integer> rates) throws Exception {
    String input = "in-" + contender.id();
    course.createTopics(input);
    List<Percentiles> found = new ArrayList<>();
    try (Course.Run run = course.start(contender, input, contender.id());
        KafkaProducer<byte[], byte[]> producer = producer()) {
      send(producer, input, 0, 1);
      run.awaitFirst();
      // The compilers' time is not a record's: at full speed before, at each rate before it counts.
      int warm = rates.stream().mapToInt(Integer::intValue).max().orElseThrow();
      measure(producer, input, run, warm, WARM_UP);
      for (int rate : rates) {
        measure(producer, input, run, rate, SETTLE);
        Percentiles percentiles = measure(producer, input, run, rate, measured);
        listener.accept(
            "%,7d/s: p50 %7.1f ms, p99 %7.1f ms  %s"
                .formatted(rate, percentiles.p50(), percentiles.p99(), contender.title()));
        found.add(percentiles);
      }
    }
    return found;
  }

  private Percentiles measure(
      KafkaProducer<byte[], byte[]> producer,
      String input,
      Course.Run run,
      int rate,
      Duration duration)
      throws InterruptedException {
    int count = Math.toIntExact(rate * duration.toMillis() / 1000);
    AtomicLongArray arrived = new AtomicLongArray(count);
    try (KafkaConsumer<byte[], byte[]> reader = course.reader()) {
      reader.assign(run.outputs());
      reader.seekToEnd(run.outputs());
      run.outputs().forEach(reader::position);
      long start = System.nanoTime() + 100_000_000;
      Thread reading = new Thread(() -> read(reader, arrived, start, duration));
      reading.start();
      for (int i = 0; i < count; i++) {
        long due = start + i * 1_000_000_000L / rate;
        long early = due - System.nanoTime();
        if (early > 0) {
          LockSupport.parkNanos(early);
        }
        send(producer, input, i, count);
      }
      reading.join();
      return percentiles(arrived, start, rate);
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer, String input, int number, int count) {
    byte[] key = (number + "/" + count).getBytes(StandardCharsets.US_ASCII);
    var unused =
        producer.send(
            new ProducerRecord<>(input, number % course.partitions(), key, images.record(number)));
  }

  /** Notes when each record of this turn comes out, until all have or the last is too late. */
  private static void read(
      KafkaConsumer<byte[], byte[]> reader,
      AtomicLongArray arrived,
      long start,
      Duration duration) {
    String turn = "/" + arrived.length();
    int missing = arrived.length();
    long end = start + duration.plus(LATEST).toNanos();
    while (missing > 0 && System.nanoTime() < end) {
      for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(100))) {
        String key = new String(record.key(), StandardCharsets.US_ASCII);
        if (key.endsWith(turn)) {
          int number = Integer.parseInt(key, 0, key.length() - turn.length(), 10);
          if (arrived.compareAndSet(number, 0, System.nanoTime())) {
            missing--;
          }
        }
      }
    }
  }

  private static Percentiles percentiles(AtomicLongArray arrived, long start, int rate) {
    int count = arrived.length();
    double[] millis = new double[count];
    int missing = 0;
    for (int i = 0; i < count; i++) {
      long due = start + i * 1_000_000_000L / rate;
      missing += arrived.get(i) == 0 ? 1 : 0;
      millis[i] = arrived.get(i) == 0 ? Double.POSITIVE_INFINITY : (arrived.get(i) - due) / 1e6;
    }
    Arrays.sort(millis);
    return new Percentiles(
        rate,
        millis[count / 2],
        millis[(int) (0.99 * count)],
        millis[(int) (0.999 * count)],
        (double) missing / count);
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            course.bootstrapServers(),
            "max.in.flight.requests.per.connection",
            1,
            "linger.ms",
            0),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
