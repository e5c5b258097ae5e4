package io.hourglass.bench.speed;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazon.randomcutforest.RandomCutForest;
import io.hourglass.bench.sensors.Forest;
import io.hourglass.model.Inference;
import io.hourglass.model.Output;
import io.hourglass.model.ScoringModel;
import io.hourglass.model.WindowInput;
import io.hourglass.record.LatentVector;
import io.hourglass.record.RecordCodec;
import io.hourglass.record.RecordFormat;
import io.hourglass.record.RecordFormatException;
import io.hourglass.record.SensorReading;
import io.hourglass.record.SourceRecord;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** Kafka Streams that scores sensors as in a first version, exactly once. */
final class WindowStreams {
  private static final String STORE = "windows";

  private WindowStreams() {}

  /** Each source's window lies in a store, as one value, and is scored by a call of its own. */
  static void naive(Task task) {
    ScoringModel model = ScoringModel.open(task.model(), 1);
    StreamsBuilder builder = new StreamsBuilder();
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(STORE), Serdes.ByteArray(), Serdes.ByteArray()));
    KStream<byte[], byte[]> scores =
        builder.stream(task.input(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
            .processValues(() -> new Window(model, task.stride()), STORE);
    start(task, builder, scores);
  }

  /**
   * Each source has a random cut forest (Guha et al., ICML 2016), in memory: thirty trees of 256
   * points of eight readings, as OpenSearch's anomaly detection. What it has learned is lost with
   * the process.
   */
  static void forest(Task task) {
    StreamsBuilder builder = new StreamsBuilder();
    KStream<byte[], byte[]> scores =
        builder.stream(task.input(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
            .processValues(() -> new Forests(task.stride()));
    start(task, builder, scores);
  }

  private static void start(Task task, StreamsBuilder builder, KStream<byte[], byte[]> scores) {
    scores.to(task.output(), Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
    Properties settings = new Properties();
    settings.put("application.id", task.name());
    settings.put("bootstrap.servers", task.bootstrapServers());
    settings.put("auto.offset.reset", "earliest");
    settings.put("num.stream.threads", task.threads());
    settings.put("processing.guarantee", "exactly_once_v2");
    settings.put("producer.linger.ms", 5); // as Hourglass; 100 by default
    settings.put("state.dir", task.folder().toString());
    new KafkaStreams(builder.build(), settings).start();
  }

  private static List<Double> values(byte[] record) {
    try {
      return RecordCodec.decode(record, SensorReading.class).getValues();
    } catch (RecordFormatException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a reading's score is written as. */
  private abstract static class Scoring
      extends ContextualFixedKeyProcessor<byte[], byte[], byte[]> {

    void forward(FixedKeyRecord<byte[], byte[]> record, double score, List<Float> latent) {
      RecordMetadata at = context().recordMetadata().orElseThrow();
      LatentVector value =
          new LatentVector(
              null,
              null,
              new SourceRecord(
                  at.topic(),
                  at.partition(),
                  at.offset(),
                  Instant.ofEpochMilli(record.timestamp())),
              "bench",
              "1",
              List.of(latent.size()),
              latent,
              (float) score,
              score,
              null);
      context().forward(record.withValue(RecordCodec.encode(value, RecordFormat.AVRO)));
    }
  }

  private static final class Window extends Scoring {
    private final ScoringModel model;
    private final int stride;
    private final int channels;
    private final int length;
    private final ByteBuffer buffer;
    private KeyValueStore<byte[], byte[]> store;

    @SuppressWarnings("NullAway.Init") // init() comes before all else
    Window(ScoringModel model, int stride) {
      WindowInput input = model.card().windowInput();
      this.model = model;
      this.stride = stride;
      this.channels = input.channels().size();
      this.length = input.length();
      this.buffer = model.buffer(1);
    }

    @Override
    public void init(FixedKeyProcessorContext<byte[], byte[]> context) {
      super.init(context);
      store = context.getStateStore(STORE);
    }

    /** The store's value: how many readings there were, and the last ones, the oldest first. */
    @Override
    public void process(FixedKeyRecord<byte[], byte[]> record) {
      int width = channels * Float.BYTES;
      byte[] before = store.get(record.key());
      ByteBuffer now = ByteBuffer.allocate(Long.BYTES + length * width);
      long count = 1;
      if (before != null) {
        count += ByteBuffer.wrap(before).getLong();
        now.position(Long.BYTES).put(before, Long.BYTES + width, (length - 1) * width);
      }
      now.putLong(0, count).position(Long.BYTES + (length - 1) * width);
      values(record.value()).forEach(value -> now.putFloat(value.floatValue()));
      store.put(record.key(), now.array());
      if (count >= length && (count - length) % stride == 0) {
        score(record, now);
      }
    }

    private void score(FixedKeyRecord<byte[], byte[]> record, ByteBuffer window) {
      buffer.clear().order(ByteOrder.LITTLE_ENDIAN);
      for (int c = 0; c < channels; c++) {
        for (int t = 0; t < length; t++) {
          buffer.putFloat(window.getFloat(Long.BYTES + (t * channels + c) * Float.BYTES));
        }
      }
      Inference outputs = model.infer(buffer, 1, EnumSet.of(Output.SCORE, Output.LATENT));
      List<Float> latent = new ArrayList<>();
      for (float value : outputs.latent(0)) {
        latent.add(value);
      }
      forward(record, outputs.score(0), latent);
    }
  }

  private static final class Forests extends Scoring {
    private final int stride;
    private final Map<String, RandomCutForest> forests = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();

    Forests(int stride) {
      this.stride = stride;
    }

    @Override
    public void process(FixedKeyRecord<byte[], byte[]> record) {
      List<Double> values = values(record.value());
      String source = new String(record.key(), UTF_8);
      RandomCutForest forest =
          forests.computeIfAbsent(source, key -> Forest.of(values.size(), key.hashCode()));
      float[] point = new float[values.size()];
      for (int c = 0; c < point.length; c++) {
        point[c] = values.get(c).floatValue();
      }
      int count = counts.merge(source, 1, Integer::sum);
      // As many outcomes as there are windows.
      if (count >= Readings.WINDOW && (count - Readings.WINDOW) % stride == 0) {
        forward(record, forest.getAnomalyScore(point), List.of());
      }
      forest.update(point);
    }
  }
}
