package io.hourglass.streams.decode;

import static io.hourglass.record.DeadLetterReason.UNDECODABLE;

import com.fasterxml.jackson.databind.JsonNode;
import io.hourglass.image.ImageCodec;
import io.hourglass.image.UnusableImageException;
import io.hourglass.record.RecordCodec;
import io.hourglass.record.RecordFormatException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** {@link io.hourglass.streams.config.InputFormat#JSON}; fields of other names are ignored. */
final class JsonImages {
  private JsonImages() {}

  static DecodedImage decode(byte[] value, int maxPixels) throws UnusableImageException {
    JsonNode object;
    try {
      object = RecordCodec.json(value);
    } catch (RecordFormatException e) {
      throw damaged(String.valueOf(e.getMessage()));
    }
    return DecodedImage.of(
        text(object, "id"),
        text(object, "source"),
        time(object, "captured_at"),
        ImageCodec.decode(image(object), maxPixels));
  }

  private static byte[] image(JsonNode object) throws UnusableImageException {
    JsonNode image = object.path("image");
    if (!image.isTextual()) {
      throw damaged("the field image must hold a PNG or JPEG file in Base64");
    }
    try {
      return image.binaryValue();
    } catch (IOException e) {
      throw damaged("the field image is no Base64");
    }
  }

  private static @Nullable String text(JsonNode object, String field)
      throws UnusableImageException {
    JsonNode node = object.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isTextual() && !node.isNumber()) {
      throw damaged("the field %s must be text".formatted(field));
    }
    return node.asText();
  }

  private static @Nullable Instant time(JsonNode object, String field)
      throws UnusableImageException {
    JsonNode node = object.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (node.canConvertToLong() && node.isIntegralNumber()) {
      return Instant.ofEpochMilli(node.longValue());
    }
    try {
      // Avro's timestamps count milliseconds in 64 bits, and ISO 8601 goes further.
      return Instant.ofEpochMilli(
          OffsetDateTime.parse(node.textValue() == null ? "" : node.textValue())
              .toInstant()
              .toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      throw damaged(
          "the field %s must be a time in ISO 8601 or milliseconds since 1970".formatted(field));
    }
  }

  private static UnusableImageException damaged(String message) {
    return new UnusableImageException(UNDECODABLE, message);
  }
}
