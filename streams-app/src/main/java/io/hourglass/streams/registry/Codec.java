package io.hourglass.streams.registry;

import io.hourglass.record.RecordFormat;
import io.hourglass.record.RecordFormatException;
import io.hourglass.streams.config.AppConfig;
import org.apache.avro.specific.SpecificRecord;

/**
 * Records to bytes and back.
 *
 * <p>Thread-safe.
 */
public interface Codec {
  /** The one that a configuration asks for. */
  static Codec of(AppConfig config) {
    String url = config.schemaRegistry().url();
    return url == null
        ? new PlainCodec(config.output().format())
        : new RegistryCodec(
            new SchemaRegistry(config.schemaRegistry(), url), config.output().format());
  }

  /** Without a registry. */
  static Codec of(RecordFormat format) {
    return new PlainCodec(format);
  }

  /**
   * A record as the value of a topic's record.
   *
   * @throws IllegalArgumentException if it is not whole
   */
  byte[] encode(String topic, SpecificRecord record);

  /** Whether bytes begin as Avro in a form that can be read. */
  boolean isAvro(byte[] bytes);

  /**
   * Reads a record of any kind, in any form.
   *
   * @throws RecordFormatException if the bytes are no such record
   */
  SpecificRecord decode(byte[] bytes) throws RecordFormatException;

  /**
   * Reads a record of one kind, in any form.
   *
   * @throws RecordFormatException if the bytes are no such record
   */
  <T extends SpecificRecord> T decode(byte[] bytes, Class<T> type) throws RecordFormatException;

  /**
   * Makes sure that the registry answers, if there is one.
   *
   * @throws io.hourglass.cli.UserException if not
   */
  void requireAnswer();

  /**
   * Makes sure that topics can be written to.
   *
   * @throws io.hourglass.cli.UserException if the registry does not answer or refuses a schema
   */
  void prepare(AppConfig.Topics topics);
}
