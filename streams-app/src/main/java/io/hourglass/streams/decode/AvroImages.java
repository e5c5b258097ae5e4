package io.hourglass.streams.decode;

import static io.hourglass.record.DeadLetterReason.TOO_LARGE;
import static io.hourglass.record.DeadLetterReason.UNDECODABLE;

import io.hourglass.image.ImageCodec;
import io.hourglass.image.Pixels;
import io.hourglass.image.UnusableImageException;
import io.hourglass.record.ImageEncoding;
import io.hourglass.record.ImageRecord;
import io.hourglass.record.RecordFormatException;
import io.hourglass.streams.registry.Codec;
import java.nio.ByteBuffer;

/** {@link io.hourglass.streams.config.InputFormat#AVRO}. */
final class AvroImages {
  private AvroImages() {}

  static DecodedImage decode(byte[] value, int maxPixels, Codec codec)
      throws UnusableImageException {
    ImageRecord record;
    try {
      record = codec.decode(value, ImageRecord.class);
    } catch (RecordFormatException e) {
      throw new UnusableImageException(UNDECODABLE, String.valueOf(e.getMessage()));
    }
    byte[] data = bytes(record.getData());
    Pixels pixels =
        record.getEncoding() == ImageEncoding.RAW_UINT8
            ? raw(record, data, maxPixels)
            : encoded(record, data, maxPixels);
    return DecodedImage.of(record.getId(), record.getSource(), record.getCapturedAt(), pixels);
  }

  private static Pixels raw(ImageRecord record, byte[] data, int maxPixels)
      throws UnusableImageException {
    int width = record.getWidth();
    int height = record.getHeight();
    int channels = record.getChannels();
    if (width < 1 || height < 1 || (channels != 1 && channels != 3)) {
      throw new UnusableImageException(
          UNDECODABLE,
          "the record declares %d x %d pixels with %d channels; an image has 1 or 3 channels"
              .formatted(width, height, channels));
    }
    if ((long) width * height > maxPixels) {
      throw new UnusableImageException(
          TOO_LARGE,
          "the record declares %d x %d pixels; at most %d are allowed"
              .formatted(width, height, maxPixels));
    }
    long expected = (long) width * height * channels;
    if (data.length != expected) {
      throw new UnusableImageException(
          UNDECODABLE,
          "%d x %d pixels with %d channels take %d bytes; there are %d"
              .formatted(width, height, channels, expected, data.length));
    }
    return new Pixels(width, height, channels, data);
  }

  private static Pixels encoded(ImageRecord record, byte[] data, int maxPixels)
      throws UnusableImageException {
    boolean png = record.getEncoding() == ImageEncoding.PNG;
    if (png ? !ImageCodec.isPng(data) : !ImageCodec.isJpeg(data)) {
      throw new UnusableImageException(
          UNDECODABLE,
          "the record declares %s, but its data does not begin so".formatted(record.getEncoding()));
    }
    Pixels pixels = ImageCodec.decode(data, maxPixels);
    if (pixels.width() != record.getWidth()
        || pixels.height() != record.getHeight()
        || pixels.channels() != record.getChannels()) {
      throw new UnusableImageException(
          UNDECODABLE,
          "the record declares %d x %d pixels with %d channels; its data has %d x %d with %d"
              .formatted(
                  record.getWidth(),
                  record.getHeight(),
                  record.getChannels(),
                  pixels.width(),
                  pixels.height(),
                  pixels.channels()));
    }
    return pixels;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
