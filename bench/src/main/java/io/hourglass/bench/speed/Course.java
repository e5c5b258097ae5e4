package io.hourglass.bench.speed;

import io.hourglass.bench.BenchModel;
import io.hourglass.bench.BrokerProcess;
import io.hourglass.bench.ChildProcess;
import io.hourglass.broker.EmbeddedKafka;
import io.hourglass.demo.Folders;
import io.hourglass.trainer.quantize.QuantizeOptions;
import io.hourglass.trainer.quantize.Quantizer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What contenders run on: a broker in a process of its own, topics, and the workload's models. */
final class Course implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path folder;
  private final int partitions;
  private final int threads;
  private final int port = EmbeddedKafka.freePort(0);
  private final Path model;
  private final Path int8;
  private final int stride;
  private final ChildProcess broker;

  /**
   * Trains the models and starts the broker.
   *
   * @param partitions of each topic
   * @param threads that each contender reads, computes and writes with
   */
  Course(Workload workload, int partitions, int threads, Path folder) throws InterruptedException {
    this.folder = folder;
    this.partitions = partitions;
    this.threads = threads;
    this.stride = workload.stride();
    this.model = workload.train(folder);
    this.int8 = folder.resolve("int8.onnx");
    if (!workload.sensors()) {
      var options =
          new QuantizeOptions(model, BenchModel.images(folder), Set.of(), 0, 1, "int8", int8);
      var unused = new Quantizer(options, Duration.ofMillis(1)).run();
    }
    this.broker = BrokerProcess.start(folder, port);
  }

  int partitions() {
    return partitions;
  }

  String bootstrapServers() {
    return "localhost:" + port;
  }

  /** Processor time that the broker has used. */
  Duration brokerTime() {
    return broker.processorTime();
  }

  /** Starts a contender on topics of its own. */
  Run start(Contender contender, String input, String name)
      throws ExecutionException, InterruptedException {
    return start(contender, input, name, 1, List.of());
  }

  /**
   * Starts instances of a contender that share the work.
   *
   * @param launcher what starts each, and limits it; none if empty
   */
  Run start(Contender contender, String input, String name, int instances, List<String> launcher)
      throws ExecutionException, InterruptedException {
    List<Task> tasks =
        IntStream.rangeClosed(1, instances)
            .mapToObj(
                number ->
                    new Task(
                        bootstrapServers(),
                        contender.int8() ? int8 : model,
                        input,
                        name,
                        folder.resolve("state-" + name + "-" + number),
                        threads,
                        stride))
            .toList();
    String output = tasks.get(0).output();
    createTopics(output, name + "-alerts", name + "-dead-letters");
    List<ChildProcess> processes =
        tasks.stream()
            .map(
                task ->
                    ChildProcess.start(
                        contender.title(),
                        Path.of(task.folder() + ".log"),
                        launcher,
                        contender.jvmOptions(),
                        ContenderProcess.class,
                        task.arguments(contender)))
            .toList();
    return new Run(processes, partitions(output), reader());
  }

  /** Makes a topic and writes the workload's records to it. */
  void fill(Workload workload, String topic, int records)
      throws ExecutionException, InterruptedException {
    createTopics(topic);
    Traffic traffic = workload.traffic();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers(),
                "max.in.flight.requests.per.connection",
                1,
                "batch.size",
                262_144,
                "linger.ms",
                20),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < records; i++) {
        var unused =
            producer.send(
                new ProducerRecord<>(
                    topic, traffic.lane(i) % partitions, traffic.key(i), traffic.record(i)));
      }
    }
  }

  void createTopics(String... names) throws ExecutionException, InterruptedException {
    List<NewTopic> topics = new ArrayList<>();
    for (String name : names) {
      topics.add(new NewTopic(name, partitions, (short) 1));
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      admin.createTopics(topics).all().get();
    }
  }

  List<TopicPartition> partitions(String topic) {
    return IntStream.range(0, partitions)
        .mapToObj(partition -> new TopicPartition(topic, partition))
        .toList();
  }

  /** A consumer of committed records. */
  KafkaConsumer<byte[], byte[]> reader() {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", bootstrapServers(), "isolation.level", "read_committed"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  /** Logs stay; what the broker kept is gigabytes. */
  @Override
  public void close() throws IOException {
    broker.close();
    Folders.delete(folder.resolve("kafka"));
  }

  /** A contender that runs, in one process or several. */
  record Run(
      List<ChildProcess> processes,
      List<TopicPartition> outputs,
      KafkaConsumer<byte[], byte[]> reader)
      implements AutoCloseable {

    /** Of the only instance. */
    long pid() {
      return processes.get(0).pid();
    }

    /** Processor time that they have used. */
    Duration processorTime() {
      return processes.stream()
          .map(ChildProcess::processorTime)
          .reduce(Duration.ZERO, Duration::plus);
    }

    /** What they tell of themselves, in sum. */
    Progress progress() {
      return processes.stream().map(Progress::of).reduce(new Progress(0, 0), Progress::plus);
    }

    /**
     * Records that have come out. Offsets, so that a transaction's marks count too: two in ten
     * thousand at most.
     */
    long count() {
      return reader.endOffsets(outputs).values().stream().mapToLong(Long::longValue).sum();
    }

    /** Waits until something has come out. */
    void awaitFirst() throws InterruptedException {
      await(() -> count() > 0);
    }

    void await(Condition condition) throws InterruptedException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!condition.holds()) {
        processes.forEach(ChildProcess::requireAlive);
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("nothing comes out after " + PATIENCE);
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }

    @Override
    public void close() {
      processes.forEach(ChildProcess::close);
      reader.close();
    }
  }

  /** What is waited for. */
  interface Condition {
    boolean holds();
  }
}
