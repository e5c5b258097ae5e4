package io.hourglass.record;

import org.jspecify.annotations.NullMarked;

/** How a record of Hourglass lies in the value of a Kafka record. */
@NullMarked
public enum RecordFormat {
  /**
   * Avro's single-object encoding: the bytes C3 01, the schema's fingerprint (8 bytes), the body.
   */
  AVRO,
  /**
   * One JSON object, UTF-8: bytes as Base64, times in ISO 8601, enumerations as text, fields that
   * are null left out.
   */
  JSON
}
