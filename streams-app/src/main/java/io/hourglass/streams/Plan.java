package io.hourglass.streams;

import static org.apache.kafka.clients.consumer.ConsumerConfig.MAX_POLL_RECORDS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.BUFFER_MEMORY_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.MAX_REQUEST_SIZE_CONFIG;
import static org.apache.kafka.streams.StreamsConfig.NUM_STREAM_THREADS_CONFIG;

import io.hourglass.cli.UserException;
import io.hourglass.model.ModelCard;
import io.hourglass.record.RecordFormat;
import io.hourglass.streams.broker.Broker;
import io.hourglass.streams.broker.RecordSize;
import io.hourglass.streams.config.AppConfig;
import io.hourglass.streams.config.KafkaSettings;
import io.hourglass.streams.infer.Scorer;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * What follows for this instance from the machine, the cluster and the model, where the
 * configuration leaves it open.
 *
 * @param partitions of the input topic
 * @param maxBytes the largest batch of records in bytes that can be written, by topic
 * @param streamThreads threads of Kafka Streams
 * @param inferThreads threads that one run of the model uses
 */
record Plan(int partitions, Map<String, Integer> maxBytes, int streamThreads, int inferThreads) {
  /** What a record may take apart from a latent, a heatmap or a value: names, regions, a reason. */
  private static final int REST_OF_RECORD = 32 << 10;

  /**
   * Asks the cluster. One stream thread for each processor, as far as there are partitions for
   * them, is what brings most; processors that remain go to the model.
   *
   * @throws UserException if a topic does not exist
   */
  static Plan of(AppConfig config, KafkaSettings kafka, Broker broker) {
    AppConfig.Topics topics = config.topics();
    int partitions = broker.describe(topics.all()).get(0).partitions().size();
    Map<String, Integer> limits = broker.maxMessageBytes(topics.all());

    int processors = Runtime.getRuntime().availableProcessors();
    kafka.putIfAbsent(NUM_STREAM_THREADS_CONFIG, Math.min(processors, partitions));
    int streamThreads = kafka.streamThreads();
    Integer inferThreads = config.infer().threads();

    kafka.putIfAbsent(MAX_REQUEST_SIZE_CONFIG, Collections.max(limits.values()));
    Map<String, Object> producer = kafka.producer();
    int most =
        Math.min(
            number(producer, MAX_REQUEST_SIZE_CONFIG, 1 << 20),
            number(producer, BUFFER_MEMORY_CONFIG, 32 << 20));
    Map<String, Integer> maxBytes = new HashMap<>();
    limits.forEach((topic, limit) -> maxBytes.put(topic, Math.min(most, limit)));

    return new Plan(
        partitions,
        maxBytes,
        streamThreads,
        inferThreads == null ? Math.max(1, processors / streamThreads) : inferThreads);
  }

  private static int number(Map<String, Object> settings, String name, int otherwise) {
    return (int)
        Math.min(
            Integer.MAX_VALUE, Long.parseLong(settings.getOrDefault(name, otherwise).toString()));
  }

  /**
   * Sets how many records a poll brings: a few full runs of the model. More would not make it
   * faster, and a poll whose scores take many seconds delays a rebalance or a shutdown.
   */
  void limitPolls(AppConfig config, KafkaSettings kafka, ModelCard card) {
    int batch = Scorer.batchSize(card.input().bytes(), config.infer().maxBatch());
    kafka.putIfAbsent(MAX_POLL_RECORDS_CONFIG, Math.min(500, 4 * batch));
  }

  /**
   * Makes sure that whatever the application writes fits into the topics.
   *
   * @throws UserException naming a topic that is too small
   */
  void requireRoom(AppConfig config, ModelCard card) {
    AppConfig.Topics topics = config.topics();
    int rest = RecordSize.MAX_KEY_AND_HEADERS + REST_OF_RECORD;
    int component = config.output().format() == RecordFormat.AVRO ? Float.BYTES : 16;
    requireRoom(topics.latents(), rest + (long) component * card.latentSize());
    requireRoom(topics.alerts(), rest);
    requireRoom(topics.deadLetters(), rest);
  }

  private void requireRoom(String topic, long needed) {
    int limit = maxBytes.getOrDefault(topic, 0);
    if (limit < needed) {
      throw new UserException(
          "the topic '%s' takes records of at most %d bytes, and up to %d are needed; raise its max.message.bytes, and kafka.producer.max.request.size if it is set"
              .formatted(topic, limit, needed));
    }
  }
}
