package io.hourglass.streams.config;

/** How the value of an input record is read. */
public enum InputFormat {
  /** By its first bytes: any of the others. */
  AUTO,
  /**
   * An {@link io.hourglass.record.ImageRecord}, or a {@link io.hourglass.record.SensorReading}, in
   * Avro's single-object encoding.
   */
  AVRO,
  /** The bytes of a PNG or JPEG file. */
  IMAGE,
  /**
   * A JSON object with {@code image}, a PNG or JPEG file in Base64, and where known {@code id},
   * {@code source} and {@code captured_at} (ISO 8601 or milliseconds since 1970). For sensors: a
   * flat object with a number for each channel, a source and a time.
   */
  JSON,
  /** For sensors only: a line with source, time, and the channels in the model's order. */
  CSV
}
