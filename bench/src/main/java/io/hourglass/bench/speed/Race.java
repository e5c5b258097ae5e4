package io.hourglass.bench.speed;

import io.hourglass.bench.BenchModel;
import io.hourglass.bench.BrokerProcess;
import io.hourglass.bench.ChildProcess;
import io.hourglass.broker.EmbeddedKafka;
import io.hourglass.image.Pixels;
import io.hourglass.record.ImageEncoding;
import io.hourglass.record.ImageRecord;
import io.hourglass.record.RecordCodec;
import io.hourglass.record.RecordFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Runs all contenders, one after the other and again, each in a process of its own that reads the
 * same topic from its beginning. Counted is what readers of committed records see: after a warm-up,
 * for some seconds or until the input ends.
 */
final class Race {
  private static final String INPUT = "images";
  private static final int PARTITIONS = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Workload workload;
  private final Duration warmUp;
  private final Duration measured;
  private final Path folder;
  private final Consumer<String> listener;
  private final int port = EmbeddedKafka.freePort(0);

  Race(
      Workload workload,
      Duration warmUp,
      Duration measured,
      Path folder,
      Consumer<String> listener) {
    this.workload = workload;
    this.warmUp = warmUp;
    this.measured = measured;
    this.folder = folder;
    this.listener = listener;
  }

  /** Each contender's trials, in order. */
  Map<Contender, List<Trial>> run(int records, int rounds) throws Exception {
    Path model = BenchModel.train(folder, Workload.SIDE, workload.latent(), workload.widths(), 1);
    Map<Contender, List<Trial>> trials = new EnumMap<>(Contender.class);
    ChildProcess broker = BrokerProcess.start(folder, port);
    try {
      createTopics(INPUT);
      fill(records);
      for (int round = 1; round <= rounds; round++) {
        for (Contender contender : Contender.values()) {
          Trial trial =
              contender == Contender.CEILING
                  ? ceiling(model)
                  : trial(contender, model, broker, round, records);
          trials.computeIfAbsent(contender, none -> new ArrayList<>()).add(trial);
          listener.accept(
              "round %d: %,9.0f records/s  %s".formatted(round, trial.rate(), contender.title()));
        }
      }
    } finally {
      broker.close();
    }
    return trials;
  }

  private Trial trial(Contender contender, Path model, ChildProcess broker, int round, int records)
      throws Exception {
    String name = contender.name().toLowerCase(java.util.Locale.ROOT) + "-" + round;
    createTopics(name + "-latents", name + "-alerts", name + "-dead-letters");
    List<TopicPartition> latents =
        IntStream.range(0, PARTITIONS)
            .mapToObj(partition -> new TopicPartition(name + "-latents", partition))
            .toList();
    try (KafkaConsumer<byte[], byte[]> reader = reader();
        ChildProcess process = start(contender, model, name)) {
      await(process, () -> count(reader, latents) > 0);
      TimeUnit.NANOSECONDS.sleep(warmUp.toNanos());
      long before = count(reader, latents);
      long start = System.nanoTime();
      Duration ours = process.processorTime();
      Duration brokers = broker.processorTime();
      long now = before;
      while (System.nanoTime() - start < measured.toNanos() && now < 0.99 * records) {
        TimeUnit.MILLISECONDS.sleep(50);
        now = count(reader, latents);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      long done = now - before;
      if (done <= 0) {
        throw new IllegalStateException(
            contender.title() + " did nothing while it was measured: warm-up too long?");
      }
      return new Trial(
          done / seconds,
          micros(process.processorTime().minus(ours), done),
          micros(broker.processorTime().minus(brokers), done));
    }
  }

  private Trial ceiling(Path model) throws Exception {
    try (ChildProcess process = start(Contender.CEILING, model, "ceiling")) {
      await(process, () -> !process.lastLine().isEmpty());
      TimeUnit.NANOSECONDS.sleep(warmUp.toNanos());
      long before = Long.parseLong(process.lastLine());
      Duration ours = process.processorTime();
      long start = System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(measured.toNanos());
      long done = Long.parseLong(process.lastLine()) - before;
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Trial(done / seconds, micros(process.processorTime().minus(ours), done), 0);
    }
  }

  private static double micros(Duration time, long records) {
    return time.toNanos() / 1e3 / records;
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(ChildProcess process, Condition condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      process.requireAlive();
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("nothing comes out after " + PATIENCE);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private ChildProcess start(Contender contender, Path model, String name) {
    return ChildProcess.start(
        contender.title(),
        folder.resolve(name + ".log"),
        List.of("-Xmx1g"),
        ContenderProcess.class,
        contender.name(),
        "localhost:" + port,
        model.toString(),
        INPUT,
        name,
        folder.resolve("state-" + name).toString());
  }

  private KafkaConsumer<byte[], byte[]> reader() {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", "localhost:" + port, "isolation.level", "read_committed"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  /** Offsets, so that a transaction's marks count too: two in ten thousand at most. */
  private static long count(KafkaConsumer<byte[], byte[]> reader, List<TopicPartition> partitions) {
    return reader.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
  }

  private void createTopics(String... names) throws ExecutionException, InterruptedException {
    List<NewTopic> topics = new ArrayList<>();
    for (String name : names) {
      topics.add(new NewTopic(name, PARTITIONS, (short) 1));
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", "localhost:" + port))) {
      admin.createTopics(topics).all().get();
    }
  }

  private void fill(int records) throws IOException {
    listener.accept("%,d records are written".formatted(records));
    Random random = new Random(2);
    byte[][] images = new byte[100][];
    for (int i = 0; i < images.length; i++) {
      Pixels pixels = BenchModel.image(Workload.SIDE, random);
      images[i] =
          RecordCodec.encode(
              ImageRecord.newBuilder()
                  .setId("image-" + i)
                  .setSource("bench")
                  .setCapturedAt(Instant.EPOCH)
                  .setWidth(Workload.SIDE)
                  .setHeight(Workload.SIDE)
                  .setChannels(1)
                  .setEncoding(ImageEncoding.RAW_UINT8)
                  .setData(ByteBuffer.wrap(pixels.samples()))
                  .build(),
              RecordFormat.AVRO);
    }
    Files.createDirectories(folder);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                "localhost:" + port,
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
                new ProducerRecord<>(INPUT, i % PARTITIONS, null, images[i % images.length]));
      }
    }
  }
}
