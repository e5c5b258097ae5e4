package io.hourglass.streams.decode;

import static io.hourglass.record.DeadLetterReason.EMPTY_VALUE;
import static io.hourglass.record.DeadLetterReason.NULL_VALUE;
import static io.hourglass.record.DeadLetterReason.UNDECODABLE;
import static io.hourglass.record.DeadLetterReason.UNKNOWN_FORMAT;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.hourglass.record.RecordCodec;
import io.hourglass.record.RecordFormatException;
import io.hourglass.record.SensorReading;
import io.hourglass.record.Times;
import io.hourglass.streams.config.AppConfig.Sensors;
import io.hourglass.streams.config.InputFormat;
import io.hourglass.streams.registry.Codec;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a reading of a record.
 *
 * <p>What is not among the model's channels is ignored. Safe against hostile bytes: whatever they
 * are, the only exception is {@link UnusableReadingException}.
 *
 * <p>Thread-safe.
 */
public final class ReadingDecoder {
  private final InputFormat format;
  private final Sensors sensors;
  private final List<String> channels;
  private final List<String> fields;
  private final Codec codec;

  /**
   * @param format the only form to accept, or {@link InputFormat#AUTO}
   * @param sensors how fields are called
   * @param channels the model's, in order
   * @param codec reads Avro
   */
  public ReadingDecoder(InputFormat format, Sensors sensors, List<String> channels, Codec codec) {
    this.codec = codec;
    this.format = format;
    this.sensors = sensors;
    this.channels = List.copyOf(channels);
    Map<String, String> renamed = sensors.renamed();
    this.fields = channels.stream().map(channel -> renamed.getOrDefault(channel, channel)).toList();
  }

  /**
   * Decodes a record.
   *
   * @param key the record's key: the source where the value names none; null if there is none
   * @param value the record's value
   * @param timestamp the record's: the time where the value names none, milliseconds since 1970
   * @throws UnusableReadingException with the reason and a sentence if it is no usable reading
   */
  public Reading decode(byte @Nullable [] key, byte @Nullable [] value, long timestamp)
      throws UnusableReadingException {
    if (value == null) {
      throw new UnusableReadingException(NULL_VALUE, "the record has no value");
    }
    if (value.length == 0) {
      throw new UnusableReadingException(EMPTY_VALUE, "the record's value has no bytes");
    }
    InputFormat found = detect(value);
    if (format != InputFormat.AUTO && format != found) {
      throw new UnusableReadingException(
          UNKNOWN_FORMAT,
          "the value begins as %s, and input.format accepts %s only".formatted(found, format));
    }
    return switch (found) {
      case AVRO -> ofAvro(value, timestamp);
      case JSON -> ofJson(value, key, timestamp);
      case CSV, IMAGE, AUTO -> ofCsv(value, key, timestamp);
    };
  }

  private InputFormat detect(byte[] value) throws UnusableReadingException {
    if (codec.isAvro(value)) {
      return InputFormat.AVRO;
    }
    if (RecordCodec.isJson(value)) {
      return InputFormat.JSON;
    }
    for (byte b : value) {
      if (b >= 0 && b < ' ' && b != '\t' && b != '\r' && b != '\n') {
        throw new UnusableReadingException(
            UNKNOWN_FORMAT,
            "the value is neither Avro's single-object encoding, nor a JSON object, nor a line of"
                + " text");
      }
    }
    return InputFormat.CSV;
  }

  private Reading ofAvro(byte[] value, long timestamp) throws UnusableReadingException {
    try {
      SensorReading reading = codec.decode(value, SensorReading.class);
      float[] values = missing();
      List<Double> all = reading.getValues();
      if (!all.isEmpty() && all.size() != channels.size()) {
        throw new UnusableReadingException(
            UNDECODABLE,
            "the reading has %d values, the model %d channels"
                .formatted(all.size(), channels.size()));
      }
      for (int c = 0; c < values.length; c++) {
        Double one = all.isEmpty() ? reading.getChannels().get(fields.get(c)) : all.get(c);
        values[c] = one == null ? Float.NaN : finite(one);
      }
      long time =
          reading.getMeasuredAt() == null ? timestamp : reading.getMeasuredAt().toEpochMilli();
      return reading(reading.getSource(), time, values);
    } catch (RecordFormatException e) {
      throw damaged(String.valueOf(e.getMessage()));
    }
  }

  private Reading ofJson(byte[] value, byte @Nullable [] key, long timestamp)
      throws UnusableReadingException {
    JsonNode object;
    try {
      object = RecordCodec.json(value);
    } catch (RecordFormatException e) {
      throw damaged(String.valueOf(e.getMessage()));
    }
    float[] values = missing();
    for (int c = 0; c < values.length; c++) {
      JsonNode node = object.path(fields.get(c));
      if (node.isNumber()) {
        values[c] = finite(node.doubleValue());
      } else if (!node.isMissingNode() && !node.isNull()) {
        throw damaged("the field %s is no number".formatted(fields.get(c)));
      }
    }
    JsonNode source = object.path(sensors.sourceField());
    JsonNode time = object.path(sensors.timeField());
    return reading(
        source.isMissingNode() || source.isNull() ? sourceOf(key) : source.asText(),
        time.isMissingNode() || time.isNull() ? timestamp : time(time.asText()),
        values);
  }

  /** Source, time, and the channels in the model's order. */
  private Reading ofCsv(byte[] value, byte @Nullable [] key, long timestamp)
      throws UnusableReadingException {
    String line = new String(value, UTF_8).strip();
    String[] cells = line.split(line.indexOf(';') >= 0 ? ";" : ",", -1);
    if (cells.length != channels.size() + 2) {
      throw damaged(
          "the line has %d values; expected are source, time and the %d channels %s"
              .formatted(cells.length, channels.size(), String.join(", ", channels)));
    }
    float[] values = missing();
    for (int c = 0; c < values.length; c++) {
      String cell = cells[c + 2].strip();
      try {
        values[c] = cell.isEmpty() ? Float.NaN : finite(Double.parseDouble(cell));
      } catch (NumberFormatException e) {
        throw damaged("'%s' of the channel %s is no number".formatted(cell, channels.get(c)));
      }
    }
    String source = cells[0].strip();
    return reading(
        source.isEmpty() ? sourceOf(key) : source,
        cells[1].isBlank() ? timestamp : time(cells[1]),
        values);
  }

  private static Reading reading(String source, long time, float[] values)
      throws UnusableReadingException {
    if (source.isEmpty() || source.length() > DecodedImage.MAX_NAME_LENGTH) {
      throw damaged(
          "source has %d characters; allowed is 1 to %d"
              .formatted(source.length(), DecodedImage.MAX_NAME_LENGTH));
    }
    return new Reading(source, time, values);
  }

  private String sourceOf(byte @Nullable [] key) throws UnusableReadingException {
    if (key == null) {
      throw damaged(
          "there is neither a field %s nor a key to tell the source"
              .formatted(sensors.sourceField()));
    }
    return new String(key, UTF_8);
  }

  private static long time(String text) throws UnusableReadingException {
    try {
      return Math.round(Times.parse(text));
    } catch (DateTimeException e) {
      throw damaged("'%s' is no time".formatted(text));
    }
  }

  private float[] missing() {
    float[] values = new float[channels.size()];
    Arrays.fill(values, Float.NaN);
    return values;
  }

  /** What is no finite number counts as missing. */
  private static float finite(double value) {
    float narrow = (float) value;
    return Float.isFinite(narrow) ? narrow : Float.NaN;
  }

  private static UnusableReadingException damaged(String detail) {
    return new UnusableReadingException(UNDECODABLE, detail);
  }
}
