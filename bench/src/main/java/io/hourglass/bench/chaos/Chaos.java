package io.hourglass.bench.chaos;

import io.hourglass.bench.BrokerProcess;
import io.hourglass.bench.ChildProcess;
import io.hourglass.broker.EmbeddedKafka;
import io.hourglass.streams.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Streams numbered records through two instances, each a process of its own, while they are killed
 * (SIGKILL) and started again at random moments; in the middle one of them is taken away for a
 * while and the broker is restarted. Then waits until all is committed, and counts.
 */
final class Chaos {
  private static final String APPLICATION = "chaos";
  private static final String INPUT = "images";
  private static final List<String> OUTPUTS = List.of("latents", "alerts", "dead-letters");
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final ChaosOptions options;
  private final Consumer<String> listener;
  private final Random random;
  private final int port = EmbeddedKafka.freePort(0);
  private final @Nullable ChildProcess[] instances = new ChildProcess[2];
  private final int[] starts = new int[instances.length];

  /**
   * @param listener is told what happens, a line at a time
   */
  Chaos(ChaosOptions options, Consumer<String> listener) {
    this.options = options;
    this.listener = listener;
    this.random = new Random(options.seed());
  }

  Verdict run() throws Exception {
    Path model = options.windows() ? Readings.train(options) : Images.train(options);
    ChildProcess broker = startBroker();
    try {
      createTopics();
      Inputs inputs =
          new Inputs(
              options,
              options.windows() ? new Readings() : new Images(options.seed()),
              bootstrapServers(),
              INPUT);
      CompletableFuture<Void> sending = CompletableFuture.runAsync(inputs);
      start(0, model);
      start(1, model);

      for (int kill = 1; kill <= options.kills(); kill++) {
        int victim = random.nextInt(instances.length);
        kill(victim, kill, inputs);
        if (kill == (options.kills() + 1) / 2) {
          pause(2_000, 3_000); // one instance alone
          listener.accept("the broker is restarted");
          broker.stop();
          broker = startBroker();
        }
        pause(0, 2_000);
        start(victim, model);
      }

      sending.get();
      settle(inputs);
      Outputs outputs = outputs();
      return Verdict.of(inputs.sent(), outputs.read(), options.exactlyOnce());
    } finally {
      for (ChildProcess instance : instances) {
        if (instance != null) {
          instance.close();
        }
      }
      broker.close();
    }
  }

  private void kill(int victim, int number, Inputs inputs) throws InterruptedException {
    ChildProcess instance = running(victim);
    instance.awaitOutput("Running", PATIENCE);
    pause(0, 3_000);
    instance.kill();
    listener.accept(
        "kill %d of %d: instance %d, after %,d records were sent"
            .formatted(number, options.kills(), victim, inputs.sent().size()));
  }

  /** Waits until everything that was sent has its outcome, with both instances running. */
  private void settle(Inputs inputs) throws Exception {
    listener.accept(
        "all %,d records are sent; waiting for their outcomes".formatted(options.records()));
    Map<TopicPartition, Long> ends = inputs.ends();
    Outputs outputs = outputs();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int done = 0;
    // Twice in a row: a window's score may come just after its reading is committed.
    while (done < 2) {
      done = behind(outputs, ends) ? 0 : done + 1;
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "the input is not processed after %d s; see %s"
                .formatted(PATIENCE.toSeconds(), options.folder()));
      }
      for (int instance = 0; instance < instances.length; instance++) {
        running(instance).requireAlive();
      }
      TimeUnit.MILLISECONDS.sleep(500);
    }
  }

  private static boolean behind(Outputs outputs, Map<TopicPartition, Long> ends)
      throws InterruptedException {
    try {
      return outputs.behind(APPLICATION, ends);
    } catch (ExecutionException | KafkaException e) {
      return true; // a coordinator that is still on its way
    }
  }

  private Outputs outputs() {
    return new Outputs(
        bootstrapServers(),
        OUTPUTS.stream()
            .flatMap(
                topic ->
                    IntStream.range(0, options.partitions())
                        .mapToObj(partition -> new TopicPartition(topic, partition)))
            .toList());
  }

  private void start(int instance, Path model) throws IOException {
    Path config =
        Files.writeString(
            options.folder().resolve("app-%d.yaml".formatted(instance)),
            """
            model: %s
            application-id: %s
            http.port: -1
            kafka:
              bootstrap.servers: localhost:%d
              processing.guarantee: %s
              state.dir: %s
              session.timeout.ms: 6000
              heartbeat.interval.ms: 2000
              num.stream.threads: 2
            """
                .formatted(
                    model,
                    APPLICATION,
                    port,
                    options.guarantee(),
                    options.folder().resolve("state-" + instance)));
    starts[instance]++;
    instances[instance] =
        ChildProcess.start(
            "instance " + instance,
            log(instance),
            List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"),
            Main.class,
            "run",
            "--config",
            config.toString());
  }

  private ChildProcess running(int instance) {
    return Objects.requireNonNull(instances[instance]);
  }

  private Path log(int instance) {
    return options.folder().resolve("instance-%d.%d.log".formatted(instance, starts[instance]));
  }

  private ChildProcess startBroker() throws InterruptedException {
    return BrokerProcess.start(options.folder(), port);
  }

  private void createTopics() throws ExecutionException, InterruptedException {
    List<NewTopic> topics = new ArrayList<>();
    topics.add(new NewTopic(INPUT, options.partitions(), (short) 1));
    OUTPUTS.forEach(name -> topics.add(new NewTopic(name, options.partitions(), (short) 1)));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      admin.createTopics(topics).all().get();
    }
  }

  private String bootstrapServers() {
    return "localhost:" + port;
  }

  private void pause(int from, int to) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(random.nextInt(from, to));
  }
}
