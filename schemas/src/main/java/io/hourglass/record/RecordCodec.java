package io.hourglass.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.jspecify.annotations.NullMarked;

/**
 * The records on Hourglass's topics to bytes and back.
 *
 * <p>Reading takes either {@link RecordFormat}, so that a reader need not know how the writer is
 * configured, and is safe against hostile bytes: memory is only taken for what is there.
 *
 * <p>Thread-safe.
 */
@NullMarked
public final class RecordCodec {
  private static final int HEADER_SIZE = 10;

  /** What a topic may hold, by schema. */
  private static final Map<Schema, Kind> KINDS = new LinkedHashMap<>();

  private static final Map<Long, Kind> BY_FINGERPRINT = new LinkedHashMap<>();

  static {
    // Avro makes instances only of classes that it is told to trust.
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(),
            type -> type.getPackage() == RecordCodec.class.getPackage()));
    for (Schema schema :
        List.of(
            ImageRecord.getClassSchema(),
            LatentVector.getClassSchema(),
            AnomalyAlert.getClassSchema(),
            DeadLetter.getClassSchema(),
            SensorReading.getClassSchema())) {
      Kind kind = Kind.of(schema);
      KINDS.put(schema, kind);
      BY_FINGERPRINT.put(SchemaNormalization.parsingFingerprint64(schema), kind);
    }
  }

  private RecordCodec() {}

  /**
   * The record as bytes.
   *
   * @throws IllegalArgumentException if a field that must not be null is, or it is no record of a
   *     topic
   */
  public static byte[] encode(SpecificRecord record, RecordFormat format) {
    Kind kind = KINDS.get(record.getSchema());
    if (kind == null) {
      throw new IllegalArgumentException(record.getSchema().getName() + " is no record of a topic");
    }
    try {
      return format == RecordFormat.JSON
          ? JsonRecords.write(record)
          : kind.encoder.encode(record).array();
    } catch (IOException | AvroRuntimeException | NullPointerException e) {
      throw new IllegalArgumentException(
          "the %s cannot be written: %s".formatted(record.getSchema().getName(), e.getMessage()),
          e);
    }
  }

  /** Whether the bytes begin as Avro's single-object encoding does. */
  public static boolean isAvro(byte[] bytes) {
    return bytes.length >= 2 && bytes[0] == (byte) 0xC3 && bytes[1] == 1;
  }

  /** Whether the bytes begin as a JSON object does. */
  public static boolean isJson(byte[] bytes) {
    int i = 0;
    while (i < bytes.length && (bytes[i] == ' ' || (bytes[i] >= '\t' && bytes[i] <= '\r'))) {
      i++;
    }
    return i < bytes.length && bytes[i] == '{';
  }

  /**
   * Reads JSON of any kind, however long its texts are.
   *
   * @throws RecordFormatException if the bytes are not exactly one JSON value
   */
  public static JsonNode json(byte[] bytes) throws RecordFormatException {
    return JsonRecords.tree(bytes);
  }

  /**
   * Reads a record of a topic in either format. The type of a JSON object is the first in {@link
   * ImageRecord}, {@link LatentVector}, {@link AnomalyAlert}, {@link DeadLetter} whose mandatory
   * fields it has.
   *
   * @throws RecordFormatException if the bytes are no such record
   */
  public static SpecificRecord decode(byte[] bytes) throws RecordFormatException {
    if (isAvro(bytes)) {
      return decodeAvro(bytes);
    }
    if (isJson(bytes)) {
      return JsonRecords.read(bytes, KINDS.keySet());
    }
    throw new RecordFormatException("the bytes begin neither as Avro nor as a JSON object");
  }

  /**
   * Reads a record of one type in either format.
   *
   * @throws RecordFormatException if the bytes are no such record
   */
  public static <T extends SpecificRecord> T decode(byte[] bytes, Class<T> type)
      throws RecordFormatException {
    Schema wanted = SpecificData.get().getSchema(type);
    SpecificRecord record =
        isJson(bytes) ? JsonRecords.read(bytes, List.of(wanted)) : decode(bytes);
    if (!type.isInstance(record)) {
      throw new RecordFormatException(
          "the bytes are a %s, not a %s".formatted(record.getSchema().getName(), wanted.getName()));
    }
    return type.cast(record);
  }

  /**
   * Own reading of the header, because the generated decoders read from a stream: they would take
   * as much memory as a damaged length declares. This decoder compares lengths with what is there.
   */
  private static SpecificRecord decodeAvro(byte[] bytes) throws RecordFormatException {
    if (bytes.length < HEADER_SIZE) {
      throw new RecordFormatException("the Avro header is cut off");
    }
    long fingerprint = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
    Kind kind = BY_FINGERPRINT.get(fingerprint);
    if (kind == null) {
      throw new RecordFormatException(
          "no known Avro schema has the fingerprint %016x".formatted(fingerprint));
    }
    try {
      BinaryDecoder in =
          DecoderFactory.get().binaryDecoder(bytes, HEADER_SIZE, bytes.length - HEADER_SIZE, null);
      SpecificRecord record = kind.reader.read(null, in);
      if (!in.isEnd()) {
        throw new RecordFormatException("bytes follow the end of the Avro record");
      }
      return record;
    } catch (IOException | RuntimeException e) {
      // Damaged bytes make Avro throw almost any RuntimeException.
      throw new RecordFormatException("damaged Avro record: " + describe(e));
    }
  }

  /**
   * Reads a record without a header, by the schema that it was written with, which may be an older
   * or a newer one than ours.
   *
   * @param from where in the bytes it begins
   * @throws RecordFormatException if the bytes are no such record, or the schema is none of a
   *     topic, or cannot be brought to ours
   */
  public static SpecificRecord decodeBinary(byte[] bytes, int from, Schema writer)
      throws RecordFormatException {
    Schema reader =
        KINDS.keySet().stream()
            .filter(schema -> schema.getFullName().equals(writer.getFullName()))
            .findFirst()
            .orElseThrow(
                () ->
                    new RecordFormatException(
                        "a %s is no record of a topic".formatted(writer.getFullName())));
    try {
      BinaryDecoder in = DecoderFactory.get().binaryDecoder(bytes, from, bytes.length - from, null);
      SpecificRecord record =
          new SpecificDatumReader<SpecificRecord>(writer, reader, SpecificData.getForSchema(reader))
              .read(null, in);
      if (!in.isEnd()) {
        throw new RecordFormatException("bytes follow the end of the Avro record");
      }
      return record;
    } catch (IOException | RuntimeException e) {
      throw new RecordFormatException("damaged Avro record: " + describe(e));
    }
  }

  private static String describe(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** One type of record and what Avro needs to write and read it. */
  private record Kind(BinaryMessageEncoder<Object> encoder, DatumReader<SpecificRecord> reader) {

    @SuppressWarnings("unchecked")
    static Kind of(Schema schema) {
      SpecificData data = SpecificData.getForSchema(schema);
      return new Kind(
          new BinaryMessageEncoder<>(data, schema),
          (DatumReader<SpecificRecord>) data.createDatumReader(schema));
    }
  }
}
