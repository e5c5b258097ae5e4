package io.hourglass.bench.chaos;

import io.hourglass.bench.BrokerProcess;
import io.hourglass.bench.ChildProcess;
import io.hourglass.bench.chaos.ChaosOptions.Disturbance;
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
 * while and the broker is restarted. Or else one after the other is told to stop and started anew,
 * as an upgrade does. Then waits until all is committed, and counts.
 */
final class Chaos {
  private static final String APPLICATION = "chaos";
  private static final String INPUT = "images";
  private static final String LATENTS = "latents";
  private static final List<String> OUTPUTS = List.of(LATENTS, "alerts", "dead-letters");
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final ChaosOptions options;
  private final Consumer<String> listener;
  private final Random random;
  private final int port = EmbeddedKafka.freePort(0);
  private @Nullable ChildProcess broker;
  private final @Nullable ChildProcess[] instances = new ChildProcess[2];
  private final int[] starts = new int[instances.length];

  /**
   * What was found.
   *
   * @param verdict on the outcomes
   * @param longestStop the longest time that no latent came out of a partition
   */
  record Report(Verdict verdict, Duration longestStop) {}

  /**
   * @param listener is told what happens, a line at a time
   */
  Chaos(ChaosOptions options, Consumer<String> listener) {
    this.options = options;
    this.listener = listener;
    this.random = new Random(options.seed());
  }

  Report run() throws Exception {
    Path model = options.windows() ? Readings.train(options) : Images.train(options);
    broker = startBroker();
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
      running(0).awaitOutput("Running", PATIENCE);
      Outputs outputs = new Outputs(bootstrapServers(), partitions(OUTPUTS));
      Pulse pulse = new Pulse(outputs.consumer("read_committed"), partitions(List.of(LATENTS)));

      if (options.disturbance() == Disturbance.KILL) {
        kill(inputs, model);
      } else {
        roll(inputs, model);
      }

      sending.get();
      settle(inputs, outputs);
      return new Report(
          Verdict.of(inputs.sent(), outputs.read(), options.exactlyOnce()), pulse.stop());
    } finally {
      for (ChildProcess instance : instances) {
        if (instance != null) {
          instance.close();
        }
      }
      broker.close();
    }
  }

  private void kill(Inputs inputs, Path model) throws Exception {
    for (int kill = 1; kill <= options.times(); kill++) {
      int victim = random.nextInt(instances.length);
      running(victim).awaitOutput("Running", PATIENCE);
      pause(0, 3_000);
      running(victim).kill();
      tell("kill", kill, victim, inputs);
      if (kill == (options.times() + 1) / 2) {
        pause(2_000, 3_000); // one instance alone
        listener.accept("the broker is restarted");
        Objects.requireNonNull(broker).stop();
        broker = startBroker();
      }
      pause(0, 2_000);
      start(victim, model);
    }
  }

  private void roll(Inputs inputs, Path model) throws Exception {
    for (int roll = 1; roll <= options.times(); roll++) {
      int next = roll % instances.length;
      running(1 - next).awaitOutput("Running", PATIENCE);
      pause(2_000, 4_000);
      running(next).stop();
      tell("restart", roll, next, inputs);
      start(next, model);
    }
    running(options.times() % instances.length).awaitOutput("Running", PATIENCE);
    if (inputs.sent().size() == options.records()) {
      throw new IllegalStateException(
          "all %,d records were sent before the last restart".formatted(options.records()));
    }
  }

  private void tell(String what, int number, int instance, Inputs inputs) {
    listener.accept(
        "%s %d of %d: instance %d, after %,d records were sent"
            .formatted(what, number, options.times(), instance, inputs.sent().size()));
  }

  /** Waits until everything that was sent has its outcome, with both instances running. */
  private void settle(Inputs inputs, Outputs outputs) throws Exception {
    listener.accept(
        "all %,d records are sent; waiting for their outcomes".formatted(options.records()));
    Map<TopicPartition, Long> ends = inputs.ends();
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

  private List<TopicPartition> partitions(List<String> topics) {
    return topics.stream()
        .flatMap(
            topic ->
                IntStream.range(0, options.partitions())
                    .mapToObj(partition -> new TopicPartition(topic, partition)))
        .toList();
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
              num.stream.threads: 2
            %s
            """
                .formatted(
                    model,
                    APPLICATION,
                    port,
                    options.guarantee(),
                    options.folder().resolve("state-" + instance),
                    membership(instance).indent(2)));
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

  private String membership(int instance) {
    if (options.protocol().equals("streams")) {
      return "group.protocol: streams"; // sessions time out by the broker's setting
    }
    String session = "session.timeout.ms: 6000\nheartbeat.interval.ms: 2000";
    return options.disturbance() == Disturbance.STATIC_ROLL
        ? session + "\ngroup.instance.id: instance-" + instance
        : session;
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
