package io.hourglass.streams.client;

import io.hourglass.streams.config.AppConfig;
import io.hourglass.streams.config.KafkaSettings;
import io.hourglass.streams.registry.Codec;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hourglass watch}: one line for each record of a topic, as they come. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Shows alerts as they come, one line each. Latents and dead letters too, by --topic.")
public final class WatchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "What to watch. Default: the application's alerts.")
  private @Nullable String topic;

  @Option(names = "--from-beginning", description = "Also what is there already.")
  private boolean fromBeginning;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "End after so many. Default: go on until Ctrl-C.")
  private long count = Long.MAX_VALUE;

  @Mixin private BrokerOptions options = new BrokerOptions();

  @Override
  public Integer call() {
    AppConfig config = options.config();
    String watched = topic == null ? config.topics().alerts() : topic;
    List<TopicPartition> partitions = BrokerOptions.partitions(config, watched);
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(new KafkaSettings(config).consumer())) {
      consumer.assign(partitions);
      if (fromBeginning) {
        consumer.seekToBeginning(partitions);
      } else {
        consumer.seekToEnd(partitions);
      }
      show(consumer, Codec.of(config));
    }
    return 0;
  }

  private void show(Consumer<byte[], byte[]> consumer, Codec codec) {
    PrintWriter out = spec.commandLine().getOut();
    ColorScheme colours = spec.commandLine().getColorScheme();
    long left = count;
    // A closed pipe, as of `| head`, shows as an error of the writer.
    while (left > 0 && !out.checkError()) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
        if (left > 0) {
          RecordLine line = RecordLine.of(record, codec);
          out.println(colours.apply(line.text(), line.styles()));
          left--;
        }
      }
    }
    out.flush();
  }
}
