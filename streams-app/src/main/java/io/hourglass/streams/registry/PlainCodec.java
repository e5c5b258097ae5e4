package io.hourglass.streams.registry;

import io.hourglass.record.RecordCodec;
import io.hourglass.record.RecordFormat;
import io.hourglass.record.RecordFormatException;
import io.hourglass.streams.config.AppConfig;
import org.apache.avro.specific.SpecificRecord;

/** {@link Codec} without a registry. */
record PlainCodec(RecordFormat format) implements Codec {
  @Override
  public byte[] encode(String topic, SpecificRecord record) {
    return RecordCodec.encode(record, format);
  }

  @Override
  public boolean isAvro(byte[] bytes) {
    return RecordCodec.isAvro(bytes);
  }

  @Override
  public SpecificRecord decode(byte[] bytes) throws RecordFormatException {
    return RecordCodec.decode(bytes);
  }

  @Override
  public <T extends SpecificRecord> T decode(byte[] bytes, Class<T> type)
      throws RecordFormatException {
    return RecordCodec.decode(bytes, type);
  }

  @Override
  public void requireAnswer() {}

  @Override
  public void prepare(AppConfig.Topics topics) {}
}
