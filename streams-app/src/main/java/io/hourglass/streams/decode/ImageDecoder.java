package io.hourglass.streams.decode;

import static io.hourglass.record.DeadLetterReason.EMPTY_VALUE;
import static io.hourglass.record.DeadLetterReason.NULL_VALUE;
import static io.hourglass.record.DeadLetterReason.UNKNOWN_FORMAT;

import io.hourglass.image.ImageCodec;
import io.hourglass.image.UnusableImageException;
import io.hourglass.record.RecordCodec;
import io.hourglass.record.RecordFormat;
import io.hourglass.streams.config.InputFormat;
import io.hourglass.streams.registry.Codec;
import org.jspecify.annotations.Nullable;

/**
 * Makes an image of a record's value.
 *
 * <p>Safe against hostile bytes: whatever they are, the only exception is {@link
 * UnusableImageException}, and memory is taken for what is there, or for the pixels an image
 * declares within the limit.
 *
 * <p>Thread-safe.
 */
public final class ImageDecoder {
  private final InputFormat format;
  private final int maxPixels;
  private final Codec codec;

  /**
   * @param format the only form to accept, or {@link InputFormat#AUTO}
   * @param maxPixels the most pixels (width x height) an image may have
   * @param codec reads Avro
   */
  public ImageDecoder(InputFormat format, int maxPixels, Codec codec) {
    this.format = format;
    this.maxPixels = maxPixels;
    this.codec = codec;
  }

  /** The same without a schema registry. */
  public ImageDecoder(InputFormat format, int maxPixels) {
    this(format, maxPixels, Codec.of(RecordFormat.AVRO));
  }

  /**
   * Decodes a value.
   *
   * @throws UnusableImageException with the reason and a sentence if it is no usable image
   */
  public DecodedImage decode(byte @Nullable [] value) throws UnusableImageException {
    if (value == null) {
      throw new UnusableImageException(NULL_VALUE, "the record has no value");
    }
    if (value.length == 0) {
      throw new UnusableImageException(EMPTY_VALUE, "the record's value has no bytes");
    }
    InputFormat found = detect(value);
    if (found == InputFormat.AUTO) {
      throw new UnusableImageException(
          UNKNOWN_FORMAT,
          "the value begins neither as Avro's single-object encoding, nor as a PNG or JPEG file,"
              + " nor as a JSON object"
              + (value[0] == 0 ? "; if it has a schema's id, set schema-registry.url" : ""));
    }
    if (format != InputFormat.AUTO && format != found) {
      throw new UnusableImageException(
          UNKNOWN_FORMAT,
          "the value begins as %s, and input.format accepts %s only".formatted(found, format));
    }
    return switch (found) {
      case AVRO -> AvroImages.decode(value, maxPixels, codec);
      case JSON -> JsonImages.decode(value, maxPixels);
      case IMAGE, CSV, AUTO ->
          DecodedImage.of(null, null, null, ImageCodec.decode(value, maxPixels));
    };
  }

  /** The form by the first bytes; {@link InputFormat#AUTO} if it is none. */
  private InputFormat detect(byte[] value) {
    if (codec.isAvro(value)) {
      return InputFormat.AVRO;
    }
    if (ImageCodec.isPng(value) || ImageCodec.isJpeg(value)) {
      return InputFormat.IMAGE;
    }
    return RecordCodec.isJson(value) ? InputFormat.JSON : InputFormat.AUTO;
  }
}
