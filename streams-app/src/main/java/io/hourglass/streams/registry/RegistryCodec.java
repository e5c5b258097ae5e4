package io.hourglass.streams.registry;

import io.hourglass.record.AnomalyAlert;
import io.hourglass.record.DeadLetter;
import io.hourglass.record.LatentVector;
import io.hourglass.record.RecordCodec;
import io.hourglass.record.RecordFormat;
import io.hourglass.record.RecordFormatException;
import io.hourglass.streams.config.AppConfig;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * {@link Codec} with a registry: Avro in Confluent's wire format, a zero byte, the schema's id
 * (four bytes, most significant first), the record in binary. Subjects are {@code <topic>-value}.
 * What is in none of that is read as without a registry.
 */
final class RegistryCodec implements Codec {
  private static final int HEADER = 5;
  private static final int SINGLE_OBJECT_HEADER = 10;

  private final SchemaRegistry registry;
  private final RecordFormat format;
  private final Map<String, Integer> ids = new ConcurrentHashMap<>();

  RegistryCodec(SchemaRegistry registry, RecordFormat format) {
    this.registry = registry;
    this.format = format;
  }

  @Override
  public void requireAnswer() {
    registry.requireAnswer();
  }

  @Override
  public void prepare(AppConfig.Topics topics) {
    requireAnswer();
    if (format == RecordFormat.AVRO) {
      register(topics.latents(), LatentVector.getClassSchema());
      register(topics.alerts(), AnomalyAlert.getClassSchema());
      register(topics.deadLetters(), DeadLetter.getClassSchema());
    }
  }

  private void register(String topic, Schema schema) {
    ids.put(topic, registry.register(topic + "-value", schema));
  }

  @Override
  public byte[] encode(String topic, SpecificRecord record) {
    byte[] encoded = RecordCodec.encode(record, format);
    if (format == RecordFormat.JSON) {
      return encoded;
    }
    int id = Objects.requireNonNull(ids.get(topic), () -> "no schema is registered for " + topic);
    int length = encoded.length - SINGLE_OBJECT_HEADER;
    return ByteBuffer.allocate(HEADER + length)
        .put((byte) 0)
        .putInt(id)
        .put(encoded, SINGLE_OBJECT_HEADER, length)
        .array();
  }

  @Override
  public boolean isAvro(byte[] bytes) {
    return isWireFormat(bytes) || RecordCodec.isAvro(bytes);
  }

  private static boolean isWireFormat(byte[] bytes) {
    return bytes.length >= HEADER && bytes[0] == 0;
  }

  @Override
  public SpecificRecord decode(byte[] bytes) throws RecordFormatException {
    return isWireFormat(bytes) ? decode(bytes, writer(bytes)) : RecordCodec.decode(bytes);
  }

  @Override
  public <T extends SpecificRecord> T decode(byte[] bytes, Class<T> type)
      throws RecordFormatException {
    if (!isWireFormat(bytes)) {
      return RecordCodec.decode(bytes, type);
    }
    SpecificRecord record = decode(bytes, writer(bytes));
    if (!type.isInstance(record)) {
      throw new RecordFormatException(
          "the bytes are a %s, not a %s"
              .formatted(record.getSchema().getName(), type.getSimpleName()));
    }
    return type.cast(record);
  }

  private Schema writer(byte[] bytes) throws RecordFormatException {
    return registry.schema(ByteBuffer.wrap(bytes).getInt(1));
  }

  private static SpecificRecord decode(byte[] bytes, Schema writer) throws RecordFormatException {
    return RecordCodec.decodeBinary(bytes, HEADER, writer);
  }
}
