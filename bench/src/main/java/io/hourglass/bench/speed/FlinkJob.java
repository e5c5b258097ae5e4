package io.hourglass.bench.speed;

import io.hourglass.model.ScoringModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The same as an Apache Flink job on a cluster within the process: source, model and sink in one
 * chain of operators, without copies between them.
 */
final class FlinkJob {
  static final int MAX_BATCH = 500;

  private static final long CHECKPOINT_MILLIS = 10_000;
  private static final long MAX_WAIT_MILLIS = 5;

  private FlinkJob() {}

  /**
   * Starts it.
   *
   * @param batch the most records in one call of the model
   */
  static void start(Task task, int batch) throws Exception {
    StreamExecutionEnvironment flink =
        StreamExecutionEnvironment.createLocalEnvironment(task.threads());
    flink.getConfig().enableObjectReuse();
    flink.enableCheckpointing(CHECKPOINT_MILLIS);
    flink
        .fromSource(source(task), WatermarkStrategy.noWatermarks(), "images")
        .transform("score", TypeInformation.of(Latent.class), new Score(task, batch))
        .sinkTo(sink(task));
    var unused = flink.executeAsync(task.name());
  }

  /** What the model's operator passes to the sink. */
  private record Latent(byte[] key, byte[] value) {}

  private static KafkaSource<ConsumerRecord<byte[], byte[]>> source(Task task) {
    return KafkaSource.<ConsumerRecord<byte[], byte[]>>builder()
        .setBootstrapServers(task.bootstrapServers())
        .setTopics(task.input())
        .setGroupId(task.name())
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setDeserializer(new AsPolled())
        .build();
  }

  private static KafkaSink<Latent> sink(Task task) {
    String topic = task.output();
    KafkaRecordSerializationSchema<Latent> asWritten =
        (latent, context, timestamp) -> new ProducerRecord<>(topic, latent.key(), latent.value());
    return KafkaSink.<Latent>builder()
        .setBootstrapServers(task.bootstrapServers())
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(asWritten)
        .build();
  }

  private static final class AsPolled
      implements KafkaRecordDeserializationSchema<ConsumerRecord<byte[], byte[]>> {
    private static final long serialVersionUID = 1;

    @Override
    public void deserialize(
        ConsumerRecord<byte[], byte[]> record, Collector<ConsumerRecord<byte[], byte[]>> out) {
      out.collect(record);
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public TypeInformation<ConsumerRecord<byte[], byte[]>> getProducedType() {
      return (TypeInformation) TypeInformation.of(ConsumerRecord.class);
    }
  }

  /**
   * Collects records until there are enough, or the first has waited long enough. Empty when a
   * checkpoint passes, so that there is no state to keep.
   */
  private static final class Score extends AbstractStreamOperator<Latent>
      implements OneInputStreamOperator<ConsumerRecord<byte[], byte[]>, Latent> {
    private static final long serialVersionUID = 1;

    private final String model;
    private final int batch;
    private transient List<ConsumerRecord<byte[], byte[]>> waiting;
    private transient Latents latents;

    @SuppressWarnings("NullAway.Init") // open() comes before all else
    Score(Task task, int batch) {
      this.model = task.model().toString();
      this.batch = batch;
    }

    @Override
    public void open() throws Exception {
      super.open();
      waiting = new ArrayList<>(batch);
      latents = new Latents(ScoringModel.open(Path.of(model), 1), batch);
    }

    @Override
    public void processElement(StreamRecord<ConsumerRecord<byte[], byte[]>> element) {
      waiting.add(element.getValue());
      if (waiting.size() == batch) {
        score();
      } else if (waiting.size() == 1) {
        var time = getProcessingTimeService();
        var unused =
            time.registerTimer(
                time.getCurrentProcessingTime() + MAX_WAIT_MILLIS, timestamp -> score());
      }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
      score();
    }

    @Override
    public void finish() {
      score();
    }

    private void score() {
      if (waiting.isEmpty()) {
        return;
      }
      List<byte[]> values = latents.of(waiting);
      for (int i = 0; i < values.size(); i++) {
        output.collect(new StreamRecord<>(new Latent(waiting.get(i).key(), values.get(i))));
      }
      waiting.clear();
    }
  }
}
