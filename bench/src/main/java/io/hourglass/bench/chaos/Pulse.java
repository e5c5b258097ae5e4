package io.hourglass.bench.chaos;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads partitions as records are committed to them, and finds the longest time that one of them
 * was silent between two records.
 *
 * <p>Reads in a thread of its own until {@link #stop}.
 */
final class Pulse {
  private static final Duration POLL = Duration.ofMillis(50);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final CompletableFuture<Duration> longest;
  private volatile boolean stopped;

  /**
   * Starts to read at the end.
   *
   * @param consumer of committed records; this closes it
   */
  Pulse(KafkaConsumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
    this.consumer = consumer;
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    longest = CompletableFuture.supplyAsync(this::read);
  }

  private Duration read() {
    Map<TopicPartition, Long> last = new HashMap<>();
    long most = 0;
    try (consumer) {
      while (!stopped) {
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
        long now = System.nanoTime();
        for (TopicPartition partition : polled.partitions()) {
          Long before = last.put(partition, now);
          most = before == null ? most : Math.max(most, now - before);
        }
      }
    }
    return Duration.ofNanos(most);
  }

  /** Ends reading; the longest silence, zero if there was none between two records. */
  Duration stop() {
    stopped = true;
    return longest.join();
  }
}
