package io.hourglass.streams.infer;

import io.hourglass.record.SourceRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer that scores all records of a poll before it returns them. Alone they are one when the
 * topic is quiet, and up to {@code max.poll.records} under load: batches form by themselves,
 * without waiting.
 *
 * <p>Not thread-safe, as every consumer; Kafka Streams gives each of its threads one.
 */
final class ScoringConsumer extends KafkaConsumer<byte[], byte[]> {
  private final Scorer scorer;
  private final PolledOutcomes outcomes;
  private Set<TopicPartition> assigned = Set.of();

  ScoringConsumer(Map<String, Object> config, Scorer scorer, PolledOutcomes outcomes) {
    super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.scorer = scorer;
    this.outcomes = outcomes;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
    forgetRevoked();
    score(polled, scorer, outcomes);
    return polled;
  }

  /** Partitions come and go inside {@code poll}, so looking afterwards misses none. */
  private void forgetRevoked() {
    Set<TopicPartition> now = assignment();
    for (TopicPartition partition : assigned) {
      if (!now.contains(partition)) {
        outcomes.forget(partition);
      }
    }
    assigned = Set.copyOf(now);
  }

  static void score(
      ConsumerRecords<byte[], byte[]> polled, Scorer scorer, PolledOutcomes outcomes) {
    if (polled.isEmpty()) {
      return;
    }
    List<InputRecord> records = new ArrayList<>(polled.count());
    for (ConsumerRecord<byte[], byte[]> record : polled) {
      records.add(
          new InputRecord(
              new SourceRecord(
                  record.topic(),
                  record.partition(),
                  record.offset(),
                  Instant.ofEpochMilli(EventTime.of(record))),
              record.value()));
    }
    for (Outcome outcome : scorer.score(records)) {
      SourceRecord origin = outcome.input().origin();
      outcomes.put(
          new TopicPartition(origin.getTopic(), origin.getPartition()),
          origin.getOffset(),
          outcome);
    }
  }
}
