package io.hourglass.streams.write;

import io.hourglass.streams.broker.RecordSize;
import io.hourglass.streams.registry.Codec;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Makes bytes of the records for one topic, no more than the topic takes: one that the broker
 * refused would stop the application.
 *
 * @param <T> the type of the records
 */
public final class Encode<T extends SpecificRecord>
    implements ProcessorSupplier<byte[], T, byte[], byte[]> {
  private final Codec codec;
  private final String topic;
  private final int maxBytes;
  private final List<UnaryOperator<T>> cuts;

  /**
   * @param codec makes the bytes
   * @param topic the topic
   * @param maxBytes the largest batch that the topic takes
   * @param cuts what to leave out of a record that is too large: the first, then the second, ...
   */
  public Encode(Codec codec, String topic, int maxBytes, List<UnaryOperator<T>> cuts) {
    this.codec = codec;
    this.topic = topic;
    this.maxBytes = maxBytes;
    this.cuts = cuts;
  }

  @Override
  public Processor<byte[], T, byte[], byte[]> get() {
    return new Encoder();
  }

  private final class Encoder extends ContextualProcessor<byte[], T, byte[], byte[]> {
    @Override
    public void process(Record<byte[], T> record) {
      T value = record.value();
      byte[] bytes = codec.encode(topic, value);
      for (UnaryOperator<T> cut : cuts) {
        if (fits(record, bytes)) {
          break;
        }
        value = cut.apply(value);
        bytes = codec.encode(topic, value);
      }
      Record<byte[], byte[]> encoded = record.withValue(bytes);
      if (!fits(record, bytes)) {
        // Only the dead letter of a record whose key and headers are enormous comes here.
        encoded = encoded.<byte[]>withKey(null).withHeaders(new RecordHeaders());
      }
      context().forward(encoded);
    }

    private boolean fits(Record<byte[], T> record, byte[] bytes) {
      return RecordSize.of(record.key(), record.headers(), bytes.length) <= maxBytes;
    }
  }
}
