package io.hourglass.streams.client;

import io.hourglass.cli.UserException;
import io.hourglass.streams.broker.Broker;
import io.hourglass.streams.config.AppConfig;
import io.hourglass.streams.config.KafkaSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hourglass produce}: image files to a topic. */
@Command(
    name = "produce",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Sends image files to a topic: the file's bytes as the value, its name as the key.")
public final class ProduceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Where to. Default: the application's input topic.")
  private @Nullable String topic;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      description =
          "Send one file each so many seconds, over and over, until Ctrl-C: a camera to try things"
              + " with. Default: all files once, as fast as possible.")
  private @Nullable Double every;

  @Mixin private BrokerOptions options = new BrokerOptions();

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE|FOLDER",
      description =
          "Files, and folders whose PNG and JPEG files are sent, in order of their names.")
  private List<Path> paths = List.of();

  @Override
  public Integer call() {
    if (every != null && !(every >= 0.001 && every <= 86_400)) {
      throw new UserException("every is %s; allowed is 0.001 to 86400 seconds".formatted(every));
    }
    List<Path> files = new ArrayList<>();
    paths.forEach(path -> files.addAll(files(path)));
    AppConfig config = options.config();
    String target = topic == null ? config.topics().input() : topic;
    Map<String, Object> settings = new KafkaSettings(config).producer();
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
    try (Broker broker = BrokerOptions.connect(config)) {
      broker.describe(List.of(target));
      settings.put(
          ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
          broker.maxMessageBytes(List.of(target)).get(target));
    }
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    if (every != null) {
      sendForEver(settings, target, files, Duration.ofNanos((long) (every * 1e9)));
    }
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(settings);
        ProgressBar progress = progress(files.size())) {
      for (Path file : files) {
        send(producer, target, file, failures);
        progress.step();
      }
      producer.flush();
    }
    PrintWriter out = spec.commandLine().getOut();
    int sent = files.size() - failures.size();
    out.printf("%d %s sent to %s%n", sent, sent == 1 ? "image" : "images", target);
    out.flush();
    if (!failures.isEmpty()) {
      throw new UserException(
          "%d of %d files were not sent; the first: %s"
              .formatted(failures.size(), files.size(), failures.element()));
    }
    return 0;
  }

  /** Ends with the process, or at the first file that cannot be sent. */
  private void sendForEver(
      Map<String, Object> settings, String target, List<Path> files, Duration pause) {
    spec.commandLine().getErr().printf("Sending to %s until Ctrl-C%n", target);
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
      for (int i = 0; failures.isEmpty(); i = (i + 1) % files.size()) {
        send(producer, target, files.get(i), failures);
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new UserException("a file was not sent: " + failures.peek());
  }

  private static void send(
      Producer<byte[], byte[]> producer, String topic, Path file, Queue<String> failures) {
    try {
      byte[] key = file.getFileName().toString().getBytes(StandardCharsets.UTF_8);
      // The callback tells what became of it.
      Future<?> unused =
          producer.send(
              new ProducerRecord<>(topic, key, Files.readAllBytes(file)),
              (metadata, e) -> {
                if (e != null) {
                  failures.add(file + ": " + e.getMessage());
                }
              });
    } catch (IOException e) {
      failures.add(file + ": cannot be read");
    }
  }

  private static List<Path> files(Path path) {
    if (Files.isRegularFile(path)) {
      return List.of(path);
    }
    if (!Files.isDirectory(path)) {
      throw new UserException("there is no file or folder " + path);
    }
    try (Stream<Path> found = Files.walk(path)) {
      List<Path> images =
          found.filter(Files::isRegularFile).filter(ProduceCommand::isImage).sorted().toList();
      if (images.isEmpty()) {
        throw new UserException("there is no PNG or JPEG file in the folder " + path);
      }
      return images;
    } catch (IOException e) {
      throw new UserException("the folder %s cannot be read".formatted(path), e);
    }
  }

  private static boolean isImage(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg");
  }

  private ProgressBar progress(int files) {
    ProgressBarBuilder bar =
        new ProgressBarBuilder().setTaskName("Sending").setUnit(" images", 1).setInitialMax(files);
    boolean terminal = spec.commandLine().getColorScheme().ansi().enabled();
    return terminal
        ? bar.build()
        : bar.setConsumer(new DelegatingProgressBarConsumer(line -> {})).build();
  }
}
