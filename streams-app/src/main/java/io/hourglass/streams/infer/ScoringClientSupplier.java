package io.hourglass.streams.infer;

import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/** Kafka Streams' own clients, except for the consumers of the input: {@link ScoringConsumer}. */
public final class ScoringClientSupplier extends DefaultKafkaClientSupplier {
  private final Scorer scorer;
  private final PolledOutcomes outcomes;

  /**
   * @param scorer scores what is polled
   * @param outcomes where the processors find the outcomes
   */
  public ScoringClientSupplier(Scorer scorer, PolledOutcomes outcomes) {
    this.scorer = scorer;
    this.outcomes = outcomes;
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return new ScoringConsumer(config, scorer, outcomes);
  }
}
