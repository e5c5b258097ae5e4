package io.hourglass.bench.memory;

import io.hourglass.bench.BenchModel;
import io.hourglass.bench.BrokerProcess;
import io.hourglass.bench.ChildProcess;
import io.hourglass.broker.EmbeddedKafka;
import io.hourglass.demo.Folders;
import io.hourglass.streams.Main;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hourglass bench memory}. */
@Command(
    name = "memory",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Whether memory stays bounded: images of about a megabyte at full speed, and the resident memory"
          + " of the application's process, minute by minute. Linux only.",
      "Status 0 if the last minute has no more than a tenth above the second."
    })
public final class MemoryCommand implements Callable<Integer> {
  private static final String INPUT = "images";
  private static final String LATENTS = "latents";
  private static final int PARTITIONS = 4;

  /** Records on their way, so that there is always something to read. */
  private static final int BACKLOG = 300;

  private static final double ALLOWED_GROWTH = 1.1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--minutes", defaultValue = "10", description = "Default: ${DEFAULT-VALUE}.")
  private int minutes;

  @Option(
      names = "--heap",
      defaultValue = "512m",
      description = "Of the application's JVM. Default: ${DEFAULT-VALUE}.")
  private String heap = "";

  /**
   * What a minute measured.
   *
   * @param rate images a second
   * @param resident the most memory that the process had, MB
   */
  private record Minute(double rate, long resident) {}

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Path folder = Files.createTempDirectory("hourglass-memory");
    int port = EmbeddedKafka.freePort(0);
    Path model =
        BenchModel.train(folder, 64, new ModelOptions(Family.CONV, 30, List.of(8, 16, 32)), 1);
    ChildProcess broker = BrokerProcess.start(folder, port);
    ChildProcess application = null;
    try (KafkaConsumer<byte[], byte[]> latents = latents(port);
        KafkaProducer<byte[], byte[]> producer = producer(port)) {
      createTopics(port);
      application = application(folder, port, model);
      Semaphore room = new Semaphore(BACKLOG);
      LargeImages images = new LargeImages(producer, INPUT, room);
      Thread sending = new Thread(images, "images");
      sending.start();
      out.println("| minute | images/s | MB resident |");
      out.println("| ---: | ---: | ---: |");
      List<Minute> measured = new ArrayList<>();
      long sent = 0;
      for (int minute = 1; minute <= minutes; minute++) {
        Minute now = measure(application, latents, room);
        measured.add(now);
        sent += Math.round(now.rate * 60);
        out.printf("| %d | %.0f | %d |%n", minute, now.rate, now.resident);
        out.flush();
      }
      sending.interrupt();
      sending.join();
      return verdict(out, measured, images.bytes() / Math.max(1, sent));
    } finally {
      if (application != null) {
        application.close();
      }
      broker.close();
      Folders.delete(folder.resolve("kafka")); // gigabytes
    }
  }

  private Minute measure(
      ChildProcess application, KafkaConsumer<byte[], byte[]> latents, Semaphore room)
      throws IOException {
    long start = System.nanoTime();
    long end = start + TimeUnit.MINUTES.toNanos(1);
    long count = 0;
    long most = 0;
    while (System.nanoTime() < end) {
      int polled = latents.poll(Duration.ofMillis(200)).count();
      room.release(polled);
      count += polled;
      most = Math.max(most, resident(application.pid()));
      application.requireAlive();
    }
    return new Minute(count * 1e9 / (System.nanoTime() - start), most);
  }

  private int verdict(PrintWriter out, List<Minute> measured, long bytes) {
    Minute second = measured.get(Math.min(1, measured.size() - 1));
    Minute last = measured.get(measured.size() - 1);
    boolean holds = last.resident <= ALLOWED_GROWTH * second.resident;
    out.printf(
        "memory: heap %s, images of %,d bytes, %d MB in the second minute, %d MB in the last: %s%n",
        heap, bytes, second.resident, last.resident, holds ? "bounded" : "GROWS");
    out.flush();
    return holds ? 0 : 1;
  }

  /** Resident memory of a process, MB. */
  private static long resident(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/%d/status".formatted(pid))).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
        .findFirst()
        .orElse(0);
  }

  private ChildProcess application(Path folder, int port, Path model)
      throws IOException, InterruptedException {
    Path config =
        Files.writeString(
            folder.resolve("app.yaml"),
            """
            model: %s
            http.port: -1
            kafka:
              bootstrap.servers: localhost:%d
              state.dir: %s
            """
                .formatted(model, port, folder.resolve("state")));
    ChildProcess started =
        ChildProcess.start(
            "the application",
            folder.resolve("app.log"),
            List.of("-Xmx" + heap),
            Main.class,
            "run",
            "--config",
            config.toString());
    started.awaitOutput("Running", Duration.ofMinutes(2));
    return started;
  }

  /** The input keeps little of what has been read, so that an hour fits on a disk. */
  private static void createTopics(int port) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", "localhost:" + port))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(INPUT, PARTITIONS, (short) 1)
                      .configs(
                          Map.of(
                              "max.message.bytes", "4000000",
                              "retention.bytes", "400000000",
                              "segment.bytes", "100000000")),
                  new NewTopic(LATENTS, PARTITIONS, (short) 1),
                  new NewTopic("alerts", PARTITIONS, (short) 1),
                  new NewTopic("dead-letters", PARTITIONS, (short) 1)
                      .configs(Map.of("max.message.bytes", "4000000"))))
          .all()
          .get();
    }
  }

  private static KafkaConsumer<byte[], byte[]> latents(int port) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", "localhost:" + port, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        IntStream.range(0, PARTITIONS)
            .mapToObj(partition -> new TopicPartition(LATENTS, partition))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  private static KafkaProducer<byte[], byte[]> producer(int port) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", "localhost:" + port, "max.request.size", 4_000_000),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
