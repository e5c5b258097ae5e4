package io.hourglass.streams.collect;

import io.hourglass.cli.UserException;
import io.hourglass.streams.client.BrokerOptions;
import io.hourglass.streams.config.AppConfig;
import io.hourglass.streams.config.KafkaSettings;
import io.hourglass.streams.decode.ImageDecoder;
import io.hourglass.streams.decode.ReadingDecoder;
import io.hourglass.streams.registry.Codec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hourglass collect}: records of a topic as files to train on. */
@Command(
    name = "collect",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes the images, or the readings, that lie in a topic to files, to train on. Which records these"
          + " were is noted beside them and ends up in the model's card, and --offsets gives the same ones"
          + " again, as long as the topic keeps them."
    })
public final class CollectCommand implements Callable<Integer> {
  /** Beside the files: where they come from. The trainer looks for it. */
  static final String ORIGIN = "origin.txt";

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Where they are. Default: the application's input.")
  private @Nullable String topic;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "Records of this time and later, e.g. 2026-11-26T06:00:00Z. Default: from the beginning.")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "Records before this time. Default: to the end as it is now.")
  private @Nullable String to;

  @Option(
      names = "--offsets",
      paramLabel = "RANGE",
      description = "Exactly these instead, e.g. 0:0-1199,1:17-1100.")
  private @Nullable String offsets;

  @Option(
      names = "--channels",
      split = ",",
      paramLabel = "NAME",
      description = "They are readings of sensors, with these channels. Default: they are images.")
  private List<String> channels = List.of();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "Where to write them; a new or an empty folder.")
  private Path out = Path.of("");

  @Mixin private BrokerOptions options = new BrokerOptions();

  @Override
  public Integer call() throws IOException {
    AppConfig config = options.config();
    String wanted = topic == null ? config.topics().input() : topic;
    List<TopicPartition> partitions = BrokerOptions.partitions(config, wanted);
    requireEmpty();
    try (Consumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(new KafkaSettings(config).consumer());
        Collector collector = collector(config)) {
      TopicRange range = range(consumer, partitions);
      if (range.offsets().isEmpty()) {
        throw new UserException("there are no such records in the topic '" + wanted + "'");
      }
      collect(consumer, collector, wanted, range);
      Files.writeString(out.resolve(ORIGIN), "kafka://%s/%s%n".formatted(wanted, range));
    }
    return 0;
  }

  private void requireEmpty() throws IOException {
    Files.createDirectories(out);
    try (Stream<Path> there = Files.list(out)) {
      if (there.findAny().isPresent()) {
        throw new UserException("out is " + out + ", which is not empty");
      }
    }
  }

  private Collector collector(AppConfig config) {
    Codec codec = Codec.of(config);
    return channels.isEmpty()
        ? new ImageFiles(
            out, new ImageDecoder(config.input().format(), config.input().maxPixels(), codec))
        : new ReadingFiles(
            out,
            new ReadingDecoder(config.input().format(), config.sensors(), channels, codec),
            channels);
  }

  private TopicRange range(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    if (offsets != null) {
      if (from != null || to != null) {
        throw new UserException("offsets is given with from or to; set one of them");
      }
      return TopicRange.parse(offsets);
    }
    Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    starts = from == null ? starts : at(consumer, time("from", from), ends);
    ends = to == null ? ends : at(consumer, time("to", to), ends);
    Map<Integer, TopicRange.Span> spans = new TreeMap<>();
    for (TopicPartition partition : partitions) {
      long first = starts.getOrDefault(partition, 0L);
      long end = ends.getOrDefault(partition, 0L);
      if (first < end) {
        spans.put(partition.partition(), new TopicRange.Span(first, end - 1));
      }
    }
    return new TopicRange(spans);
  }

  /** The first offsets at a time or later; where there are none, the ends. */
  private static Map<TopicPartition, Long> at(
      Consumer<byte[], byte[]> consumer, Instant time, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> times = new HashMap<>();
    ends.keySet().forEach(partition -> times.put(partition, time.toEpochMilli()));
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
    Map<TopicPartition, Long> offsets = new HashMap<>(ends);
    found.forEach(
        (partition, at) -> {
          if (at != null) {
            offsets.put(partition, at.offset());
          }
        });
    return offsets;
  }

  private static Instant time(String key, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new UserException(
          "%s is '%s'; expected is a time such as 2026-11-26T06:00:00Z".formatted(key, text), e);
    }
  }

  private void collect(
      Consumer<byte[], byte[]> consumer, Collector collector, String wanted, TopicRange range)
      throws IOException {
    Map<TopicPartition, Long> last = new HashMap<>();
    range.offsets().forEach((p, span) -> last.put(new TopicPartition(wanted, p), span.last()));
    consumer.assign(last.keySet());
    range
        .offsets()
        .forEach((p, span) -> consumer.seek(new TopicPartition(wanted, p), span.first()));
    long taken = 0;
    long useless = 0;
    long heard = System.nanoTime();
    try (ProgressBar bar =
        new ProgressBarBuilder().setTaskName("collecting").setInitialMax(range.size()).build()) {
      while (last.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) <= end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          heard = System.nanoTime();
          if (range.has(record.partition(), record.offset())) {
            if (collector.take(record)) {
              taken++;
            } else {
              useless++;
            }
            bar.step();
          }
        }
        if (System.nanoTime() - heard > SILENCE.toNanos()) {
          throw new UserException(
              "no more records came for %d s; those of %s are not all there"
                  .formatted(SILENCE.toSeconds(), range));
        }
      }
    }
    PrintWriter told = spec.commandLine().getOut();
    told.printf(
        "%,d %s to %s%s%nfrom %s, --offsets %s%n",
        taken,
        channels.isEmpty() ? "images" : "readings",
        out,
        useless == 0 ? "" : ", %,d records were of no use".formatted(useless),
        wanted,
        range);
    told.flush();
  }
}
