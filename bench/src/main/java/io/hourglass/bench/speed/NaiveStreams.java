package io.hourglass.bench.speed;

import io.hourglass.model.ScoringModel;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Kafka Streams as in a first version, with a model or without. */
final class NaiveStreams {
  private NaiveStreams() {}

  static void echo(Task task) {
    StreamsBuilder builder = new StreamsBuilder();
    start(task, builder, input(task, builder));
  }

  static void score(Task task) {
    ScoringModel model = ScoringModel.open(task.model(), 1);
    StreamsBuilder builder = new StreamsBuilder();
    start(task, builder, input(task, builder).processValues(() -> new Score(model)));
  }

  private static KStream<byte[], byte[]> input(Task task, StreamsBuilder builder) {
    return builder.stream(task.input(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()));
  }

  private static void start(Task task, StreamsBuilder builder, KStream<byte[], byte[]> stream) {
    stream.to(task.output(), Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
    Properties settings = new Properties();
    settings.put("application.id", task.name());
    settings.put("bootstrap.servers", task.bootstrapServers());
    settings.put("auto.offset.reset", "earliest");
    settings.put("num.stream.threads", task.threads());
    settings.put("producer.linger.ms", 5); // as Hourglass; 100 by default
    settings.put("state.dir", task.folder().toString());
    new KafkaStreams(builder.build(), settings).start();
  }

  private static final class Score extends ContextualFixedKeyProcessor<byte[], byte[], byte[]> {
    private final Latents latents;

    Score(ScoringModel model) {
      latents = new Latents(model, 1);
    }

    @Override
    public void process(FixedKeyRecord<byte[], byte[]> record) {
      RecordMetadata at = context().recordMetadata().orElseThrow();
      var polled =
          new ConsumerRecord<>(
              at.topic(), at.partition(), at.offset(), record.key(), record.value());
      context().forward(record.withValue(latents.of(List.of(polled)).get(0)));
    }
  }
}
