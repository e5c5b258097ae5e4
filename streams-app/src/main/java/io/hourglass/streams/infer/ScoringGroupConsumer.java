package io.hourglass.streams.infer;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.internals.AsyncKafkaConsumer;
import org.apache.kafka.clients.consumer.internals.StreamsRebalanceData;
import org.apache.kafka.streams.internals.ConsumerWrapper;
import org.jspecify.annotations.Nullable;

/**
 * The consumer of a streams group (KIP-1071) that scores what it polls. Kafka Streams makes such
 * consumers itself, and lets a class that its settings name wrap them.
 */
public final class ScoringGroupConsumer extends ConsumerWrapper {
  /** The consumer's setting that holds a supplier of {@link PollScoring}. */
  static final String SCORING = "hourglass.poll-scoring";

  private @Nullable PollScoring scoring;

  /** For Kafka Streams, which calls {@link #wrapConsumer} next. */
  public ScoringGroupConsumer() {}

  @Override
  public void wrapConsumer(
      AsyncKafkaConsumer<byte[], byte[]> consumer,
      Map<String, Object> config,
      Optional<StreamsRebalanceData> rebalances) {
    super.wrapConsumer(consumer, config, rebalances);
    scoring = (PollScoring) ((Supplier<?>) Objects.requireNonNull(config.get(SCORING))).get();
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    return Objects.requireNonNull(scoring).after(super.poll(timeout), assignment());
  }
}
