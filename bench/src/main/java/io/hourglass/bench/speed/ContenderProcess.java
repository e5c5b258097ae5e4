package io.hourglass.bench.speed;

import io.hourglass.model.Inference;
import io.hourglass.model.ModelCard;
import io.hourglass.model.Output;
import io.hourglass.model.ScoringModel;
import io.hourglass.record.ImageRecord;
import io.hourglass.record.LatentVector;
import io.hourglass.record.RecordCodec;
import io.hourglass.record.RecordFormat;
import io.hourglass.record.RecordFormatException;
import io.hourglass.record.SourceRecord;
import io.hourglass.streams.StreamsApp;
import io.hourglass.streams.config.AppConfig;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * A contender in a process of its own, until it is killed. Arguments: contender, address, model,
 * input topic, prefix of the output topics and name of the group, folder for state.
 *
 * <p>Those that are not Hourglass do no more than they must: no dead letters, no alerts.
 */
public final class ContenderProcess {
  private static final int THREADS = Runtime.getRuntime().availableProcessors();
  private static final int CEILING_BATCH = 256;
  private static final Set<Output> FETCH = EnumSet.of(Output.SCORE, Output.LATENT);

  private final String bootstrapServers;
  private final Path file;
  private final String input;
  private final String name;
  private final Path folder;

  private ContenderProcess(String[] arguments) {
    bootstrapServers = arguments[1];
    file = Path.of(arguments[2]);
    input = arguments[3];
    name = arguments[4];
    folder = Path.of(arguments[5]);
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    ContenderProcess process = new ContenderProcess(arguments);
    switch (Contender.valueOf(arguments[0])) {
      case CEILING -> process.ceiling();
      case NAIVE -> process.naive();
      case LOOP -> process.loop();
      case AT_LEAST_ONCE -> process.hourglass("at_least_once");
      case EXACTLY_ONCE -> process.hourglass("exactly_once_v2");
    }
    Thread.currentThread().join();
  }

  private void hourglass(String guarantee) {
    StreamsApp unused =
        StreamsApp.start(
            AppConfig.of(
                Map.ofEntries(
                    Map.entry("model", file.toString()),
                    Map.entry("application-id", name),
                    Map.entry("topics.input", input),
                    Map.entry("topics.latents", name + "-latents"),
                    Map.entry("topics.alerts", name + "-alerts"),
                    Map.entry("topics.dead-letters", name + "-dead-letters"),
                    Map.entry("alert.false-alarm-rate", "1e-12"),
                    Map.entry("http.port", "-1"),
                    Map.entry("kafka.bootstrap.servers", bootstrapServers),
                    Map.entry("kafka.processing.guarantee", guarantee),
                    Map.entry("kafka.state.dir", folder.toString()))));
  }

  /** What a first version looks like. */
  private void naive() {
    ScoringModel model = ScoringModel.open(file, 1);
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(input, Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
        .processValues(
            () ->
                new ContextualFixedKeyProcessor<byte[], byte[], byte[]>() {
                  private final ByteBuffer buffer = model.buffer(1);

                  @Override
                  public void process(FixedKeyRecord<byte[], byte[]> record) {
                    buffer.clear();
                    buffer.put(tensor(record.value()));
                    Inference outputs = model.infer(buffer, 1, FETCH);
                    RecordMetadata origin = context().recordMetadata().orElseThrow();
                    context()
                        .forward(
                            record.withValue(
                                latent(
                                    model.card(),
                                    outputs,
                                    0,
                                    origin.partition(),
                                    origin.offset(),
                                    record.timestamp())));
                  }
                })
        .to(name + "-latents", Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
    Properties settings = new Properties();
    settings.put("application.id", name);
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("auto.offset.reset", "earliest");
    settings.put("num.stream.threads", THREADS);
    settings.put("state.dir", folder.toString());
    new KafkaStreams(builder.build(), settings).start();
  }

  /** What a good engineer writes by hand. */
  private void loop() {
    ScoringModel model = ScoringModel.open(file, 1);
    for (int i = 0; i < THREADS; i++) {
      new Thread(() -> loop(model)).start();
    }
  }

  private void loop(ScoringModel model) {
    Map<String, Object> reading = new HashMap<>();
    reading.put("bootstrap.servers", bootstrapServers);
    reading.put("group.id", name);
    reading.put("auto.offset.reset", "earliest");
    reading.put("enable.auto.commit", false);
    reading.put("max.poll.records", 500);
    Map<String, Object> writing =
        Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5, "batch.size", 65_536);
    ByteBuffer buffer = model.buffer(500);
    try (KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer())) {
      consumer.subscribe(List.of(input));
      long committed = System.nanoTime();
      while (true) {
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ofMillis(100));
        if (polled.isEmpty()) {
          continue;
        }
        buffer.clear();
        polled.forEach(record -> buffer.put(tensor(record.value())));
        Inference outputs = model.infer(buffer, polled.count(), FETCH);
        int row = 0;
        for (ConsumerRecord<byte[], byte[]> record : polled) {
          byte[] value =
              latent(
                  model.card(),
                  outputs,
                  row++,
                  record.partition(),
                  record.offset(),
                  record.timestamp());
          var unused = producer.send(new ProducerRecord<>(name + "-latents", record.key(), value));
        }
        if (System.nanoTime() - committed > 100_000_000) {
          producer.flush();
          consumer.commitSync();
          committed = System.nanoTime();
        }
      }
    }
  }

  /** Prints a count from time to time instead of writing to a topic. */
  private void ceiling() {
    ScoringModel model = ScoringModel.open(file, 1);
    List<Ceiling> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Ceiling thread = new Ceiling(model);
      threads.add(thread);
      thread.start();
    }
    while (true) {
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        return;
      }
      System.out.println(threads.stream().mapToLong(thread -> thread.scored.get()).sum());
    }
  }

  private static final class Ceiling extends Thread {
    private final ScoringModel model;
    private final AtomicLong scored = new AtomicLong();

    Ceiling(ScoringModel model) {
      this.model = model;
    }

    @Override
    public void run() {
      ByteBuffer buffer = model.buffer(CEILING_BATCH);
      byte[] noise = new byte[buffer.capacity()];
      new Random(1).nextBytes(noise);
      buffer.put(noise);
      while (true) {
        model.infer(buffer, CEILING_BATCH, FETCH);
        scored.addAndGet(CEILING_BATCH);
      }
    }
  }

  private static byte[] tensor(byte[] value) {
    try {
      ImageRecord image = RecordCodec.decode(value, ImageRecord.class);
      byte[] samples = new byte[image.getData().remaining()];
      image.getData().get(samples);
      return samples;
    } catch (RecordFormatException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] latent(
      ModelCard card, Inference outputs, int row, int partition, long offset, long timestamp) {
    List<Float> values = new ArrayList<>();
    for (float value : outputs.latent(row)) {
      values.add(value);
    }
    return RecordCodec.encode(
        new LatentVector(
            null,
            null,
            new SourceRecord("images", partition, offset, Instant.ofEpochMilli(timestamp)),
            card.name(),
            card.version(),
            card.latentShape(),
            values,
            outputs.score(row),
            card.calibration().probability(outputs.score(row))),
        RecordFormat.AVRO);
  }
}
