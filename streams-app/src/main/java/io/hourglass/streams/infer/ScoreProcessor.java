package io.hourglass.streams.infer;

import io.hourglass.record.DeadLetterReason;
import io.hourglass.record.SourceRecord;
import io.hourglass.streams.broker.RecordSize;
import io.hourglass.streams.infer.Outcome.Rejected;
import io.hourglass.streams.observe.Metrics;
import java.time.Instant;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each input record its outcome: the one from its poll, or else one of its own. */
public final class ScoreProcessor extends ContextualFixedKeyProcessor<byte[], byte[], Outcome> {
  private static final Logger LOG = LoggerFactory.getLogger(ScoreProcessor.class);

  private final Scorer scorer;
  private final PolledOutcomes polled;
  private final Metrics metrics;

  /**
   * @param scorer scores records that come without an outcome
   * @param polled the outcomes from the polls
   * @param metrics where to count what happens
   */
  public ScoreProcessor(Scorer scorer, PolledOutcomes polled, Metrics metrics) {
    this.scorer = scorer;
    this.polled = polled;
    this.metrics = metrics;
  }

  @Override
  public void process(FixedKeyRecord<byte[], byte[]> record) {
    RecordMetadata at = context().recordMetadata().orElseThrow();
    Outcome outcome = polled.take(new TopicPartition(at.topic(), at.partition()), at.offset());
    if (outcome == null) {
      LOG.debug("{}-{}@{} is scored alone", at.topic(), at.partition(), at.offset());
      outcome =
          scorer.score(
              new InputRecord(
                  new SourceRecord(
                      at.topic(),
                      at.partition(),
                      at.offset(),
                      Instant.ofEpochMilli(record.timestamp())),
                  record.value()));
    }
    int attached = RecordSize.keyAndHeaders(record.key(), record.headers());
    if (attached > RecordSize.MAX_KEY_AND_HEADERS) {
      outcome =
          new Rejected(
              outcome.input(),
              DeadLetterReason.TOO_LARGE,
              "key and headers have %d bytes; at most %d can be passed on"
                  .formatted(attached, RecordSize.MAX_KEY_AND_HEADERS));
    }
    context().forward(record.withValue(outcome));
    // By now the outputs made of the record are with the producer.
    metrics.processed(
        outcome instanceof Rejected rejected ? rejected.reason() : null, record.timestamp());
  }
}
