package io.hourglass.streams.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hourglass.cli.UserException;
import io.hourglass.record.DeadLetter;
import io.hourglass.record.DeadLetterReason;
import io.hourglass.record.RecordFormatException;
import io.hourglass.streams.config.AppConfig;
import io.hourglass.streams.config.KafkaSettings;
import io.hourglass.streams.registry.Codec;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code hourglass replay}: dead letters back to the topics they came from.
 *
 * <p>How far it has come is committed under a consumer group of its own, after what was sent has
 * been acknowledged: a second run goes on where the first ended, and one that is killed may send
 * its last letters twice.
 */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Sends dead letters back to the topic they came from, as they were: after a new model, another"
          + " setting or a corrected schema they may be processed.",
      "Takes those that no earlier run has taken, up to the end of the topic as it is now."
    })
public final class ReplayCommand implements Callable<Integer> {
  /** How often a record has been sent back, in decimal digits. */
  static final String ATTEMPT_HEADER = "hourglass.attempt";

  private static final Duration POLL = Duration.ofMillis(500);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--from",
      paramLabel = "TOPIC",
      description = "The dead letters. Default: the application's.")
  private @Nullable String topic;

  @Option(
      names = "--reason",
      split = ",",
      paramLabel = "REASON",
      description = "Those with these reasons only: ${COMPLETION-CANDIDATES}. Default: all.")
  private Set<DeadLetterReason> reasons = Set.of();

  @Option(
      names = "--max-attempts",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Leave a record that was sent back so often already. Default: ${DEFAULT-VALUE}.")
  private int maxAttempts;

  @Option(names = "--again", description = "Also those that an earlier run has taken.")
  private boolean again;

  @Option(names = "--dry-run", description = "Count, but send nothing.")
  private boolean dryRun;

  @Mixin private BrokerOptions options = new BrokerOptions();

  /** What becomes of a dead letter. */
  private enum Fate {
    SENT("sent back"),
    OTHER_REASON("left: another reason"),
    TRIED_ENOUGH("left: sent back often enough"),
    VALUE_MISSING("left: too large for the dead letter, so its value is at its origin only"),
    UNREADABLE("left: no dead letter that this version can read");

    private final String said;

    Fate(String said) {
      this.said = said;
    }
  }

  @Override
  public Integer call() {
    if (maxAttempts < 1) {
      throw new UserException("max-attempts is %d; allowed is 1 or more".formatted(maxAttempts));
    }
    AppConfig config = options.config();
    String from = topic == null ? config.topics().deadLetters() : topic;
    List<TopicPartition> partitions = BrokerOptions.partitions(config, from);
    KafkaSettings kafka = new KafkaSettings(config);
    Map<String, Object> reading = kafka.consumer();
    reading.put(ConsumerConfig.GROUP_ID_CONFIG, config.applicationId() + "-replay");
    reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(reading);
        Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer())) {
      consumer.assign(partitions);
      if (again) {
        consumer.seekToBeginning(partitions);
      }
      report(replay(consumer, producer, Codec.of(config)));
      return 0;
    }
  }

  private Map<Fate, Integer> replay(
      Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer, Codec codec) {
    Map<Fate, Integer> counts = new EnumMap<>(Fate.class);
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      List<Future<?>> sends = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        Fate fate = take(record, producer, codec, sends);
        counts.merge(fate, 1, Integer::sum);
      }
      await(sends);
      if (!dryRun) {
        consumer.commitSync();
      }
    }
    return counts;
  }

  private Fate take(
      ConsumerRecord<byte[], byte[]> record,
      Producer<byte[], byte[]> producer,
      Codec codec,
      List<Future<?>> sends) {
    DeadLetter letter;
    try {
      letter = codec.decode(record.value(), DeadLetter.class);
    } catch (RecordFormatException e) {
      return Fate.UNREADABLE;
    }
    int attempts = attempts(record);
    if (!reasons.isEmpty() && !reasons.contains(letter.getReason())) {
      return Fate.OTHER_REASON;
    } else if (attempts >= maxAttempts) {
      return Fate.TRIED_ENOUGH;
    } else if (letter.getValue() == null && letter.getReason() != DeadLetterReason.NULL_VALUE) {
      return Fate.VALUE_MISSING;
    }
    if (!dryRun) {
      RecordHeaders headers = new RecordHeaders(record.headers());
      headers.remove(ATTEMPT_HEADER);
      headers.add(ATTEMPT_HEADER, String.valueOf(attempts + 1).getBytes(UTF_8));
      sends.add(
          producer.send(
              new ProducerRecord<>(
                  letter.getSourceRecord().getTopic(),
                  null,
                  record.timestamp(),
                  bytes(letter.getKey()),
                  bytes(letter.getValue()),
                  headers)));
    }
    return Fate.SENT;
  }

  private static int attempts(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(ATTEMPT_HEADER);
    try {
      return header == null ? 0 : Integer.parseInt(new String(header.value(), UTF_8));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static void await(List<Future<?>> sends) {
    try {
      for (Future<?> send : sends) {
        send.get();
      }
    } catch (ExecutionException e) {
      throw new UserException(
          "a record could not be sent back: %s; the next run starts with it"
              .formatted(e.getCause() == null ? e : e.getCause().getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("interrupted; the next run goes on here", e);
    }
  }

  private void report(Map<Fate, Integer> counts) {
    PrintWriter out = spec.commandLine().getOut();
    if (counts.isEmpty()) {
      out.println("no dead letters since the last run (--again takes all)");
    }
    for (Fate fate : new TreeSet<>(counts.keySet())) {
      String said = fate == Fate.SENT && dryRun ? "would be sent back" : fate.said;
      out.printf("%,d %s%n", counts.get(fate), said);
    }
    out.flush();
  }
}
