package io.hourglass.streams.config;

/** How the value of an input record is read. */
public enum InputFormat {
  /** By its first bytes: any of the other three. */
  AUTO,
  /** An {@link io.hourglass.record.ImageRecord} in Avro's single-object encoding. */
  AVRO,
  /** The bytes of a PNG or JPEG file. */
  IMAGE,
  /**
   * A JSON object with {@code image}, a PNG or JPEG file in Base64, and where known {@code id},
   * {@code source} and {@code captured_at} (ISO 8601 or milliseconds since 1970).
   */
  JSON
}
