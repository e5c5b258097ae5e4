package io.hourglass.streams.infer;

import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/** Kafka Streams whose consumers of the input score what they poll. */
public final class ScoringStreams {
  private ScoringStreams() {}

  /**
   * Makes it; it is not started.
   *
   * @param settings Kafka Streams'; under {@code group.protocol=streams} its consumers are wrapped
   *     by an internal setting of it, because it takes none that others make
   * @param scorer scores what is polled
   * @param outcomes where the processors find the outcomes
   */
  public static KafkaStreams of(
      Topology topology, Properties settings, Scorer scorer, PolledOutcomes outcomes) {
    if (!"streams".equalsIgnoreCase(settings.getProperty(StreamsConfig.GROUP_PROTOCOL_CONFIG))) {
      return new KafkaStreams(topology, settings, new Clients(scorer, outcomes));
    }
    Supplier<PollScoring> scoring = () -> new PollScoring(scorer, outcomes);
    Properties wrapped = new Properties();
    wrapped.putAll(settings);
    wrapped.put(
        StreamsConfig.mainConsumerPrefix(StreamsConfig.InternalConfig.INTERNAL_CONSUMER_WRAPPER),
        ScoringGroupConsumer.class);
    wrapped.put(StreamsConfig.mainConsumerPrefix(ScoringGroupConsumer.SCORING), scoring);
    return new KafkaStreams(topology, wrapped);
  }

  /** Kafka Streams' own clients, except for the consumers of the input. */
  private static final class Clients extends DefaultKafkaClientSupplier {
    private final Scorer scorer;
    private final PolledOutcomes outcomes;

    Clients(Scorer scorer, PolledOutcomes outcomes) {
      this.scorer = scorer;
      this.outcomes = outcomes;
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
      return new ScoringConsumer(config, new PollScoring(scorer, outcomes));
    }
  }
}
