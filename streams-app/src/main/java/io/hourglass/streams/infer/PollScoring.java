package io.hourglass.streams.infer;

import io.hourglass.record.SourceRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Scores all records of a poll before Kafka Streams gets them. Alone they are one when the topic is
 * quiet, and up to {@code max.poll.records} under load: batches form by themselves, without
 * waiting.
 *
 * <p>One for each consumer. Not thread-safe, as consumers are not.
 */
final class PollScoring {
  private final Scorer scorer;
  private final PolledOutcomes outcomes;
  private Set<TopicPartition> assigned = Set.of();

  PollScoring(Scorer scorer, PolledOutcomes outcomes) {
    this.scorer = scorer;
    this.outcomes = outcomes;
  }

  /**
   * To be called after each poll: partitions come and go inside one, so looking afterwards misses
   * none.
   *
   * @param assignment of the consumer now
   * @return what was polled
   */
  ConsumerRecords<byte[], byte[]> after(
      ConsumerRecords<byte[], byte[]> polled, Set<TopicPartition> assignment) {
    assigned.stream()
        .filter(partition -> !assignment.contains(partition))
        .forEach(outcomes::forget);
    assigned = Set.copyOf(assignment);
    if (!polled.isEmpty()) {
      score(polled);
    }
    return polled;
  }

  private void score(ConsumerRecords<byte[], byte[]> polled) {
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
