package io.hourglass.streams.infer;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The consumer of a classic group that scores what it polls. */
final class ScoringConsumer extends KafkaConsumer<byte[], byte[]> {
  private final PollScoring scoring;

  ScoringConsumer(Map<String, Object> config, PollScoring scoring) {
    super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.scoring = scoring;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    return scoring.after(super.poll(timeout), assignment());
  }
}
