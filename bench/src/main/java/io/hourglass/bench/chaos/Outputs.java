package io.hourglass.bench.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hourglass.bench.chaos.Inputs.Position;
import io.hourglass.record.AnomalyAlert;
import io.hourglass.record.DeadLetter;
import io.hourglass.record.LatentVector;
import io.hourglass.record.RecordCodec;
import io.hourglass.record.RecordFormatException;
import io.hourglass.record.SourceRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What came out, as a reader of committed records sees it. */
final class Outputs {
  private final String bootstrapServers;
  private final Collection<TopicPartition> partitions;

  /** One outcome. */
  record Outcome(Kind kind, Position source, String key) {}

  /** Which record it is. */
  enum Kind {
    LATENT,
    ALERT,
    DEAD_LETTER
  }

  Outputs(String bootstrapServers, Collection<TopicPartition> partitions) {
    this.bootstrapServers = bootstrapServers;
    this.partitions = List.copyOf(partitions);
  }

  /**
   * Whether something is still to come: input that is not committed, or a transaction that is open.
   * The end of a transaction is marked in one partition after the other, so that a latent may be
   * there before its alert.
   */
  boolean behind(String group, Map<TopicPartition, Long> inputEnds)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      for (Map.Entry<TopicPartition, Long> end : inputEnds.entrySet()) {
        OffsetAndMetadata offset = committed.get(end.getKey());
        if (offset == null || offset.offset() < end.getValue()) {
          return true;
        }
      }
    }
    return !ends("read_committed").equals(ends("read_uncommitted"));
  }

  private Map<TopicPartition, Long> ends(String isolation) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(isolation)) {
      return consumer.endOffsets(partitions);
    }
  }

  /** All that is committed, partition by partition in order. */
  List<Outcome> read() throws RecordFormatException {
    List<Outcome> outcomes = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_committed")) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
          outcomes.add(outcome(record));
        }
      }
    }
    return outcomes;
  }

  private static Outcome outcome(ConsumerRecord<byte[], byte[]> record)
      throws RecordFormatException {
    SpecificRecord value = RecordCodec.decode(record.value());
    String key = new String(record.key(), UTF_8);
    if (value instanceof LatentVector latent) {
      return new Outcome(Kind.LATENT, position(latent.getSourceRecord()), key);
    } else if (value instanceof AnomalyAlert alert) {
      return new Outcome(Kind.ALERT, position(alert.getSourceRecord()), key);
    } else if (value instanceof DeadLetter letter) {
      return new Outcome(Kind.DEAD_LETTER, position(letter.getSourceRecord()), key);
    }
    throw new IllegalStateException("an output of an unknown kind: " + value.getSchema());
  }

  private static Position position(SourceRecord source) {
    return new Position(source.getPartition(), source.getOffset());
  }

  /** A consumer of no group. */
  KafkaConsumer<byte[], byte[]> consumer(String isolation) {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", bootstrapServers, "isolation.level", isolation),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
