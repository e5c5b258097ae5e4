package io.hourglass.streams.decode;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hourglass.record.ImageEncoding;
import io.hourglass.record.ImageRecord;
import io.hourglass.record.RecordCodec;
import io.hourglass.record.RecordFormat;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Values of input records. */
public final class TestImages {
  public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private TestImages() {}

  /** A colour JPEG file with a gradient. */
  public static byte[] jpeg(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, new Color(x * 255 / width, y * 255 / height, 128).getRGB());
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "jpeg", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The beginning of a PNG file that declares a size and then ends. */
  public static byte[] pngHeader(int width, int height) {
    ByteBuffer header = ByteBuffer.allocate(33);
    header.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'}).putInt(13);
    header.put("IHDR".getBytes(UTF_8)).putInt(width).putInt(height);
    header.put(new byte[] {8, 0, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(header.array(), 12, 17);
    return header.putInt((int) crc.getValue()).array();
  }

  /** An image record in Avro. */
  public static byte[] avro(
      int width, int height, int channels, ImageEncoding encoding, byte[] data) {
    return RecordCodec.encode(
        new ImageRecord(
            "part-7", "line 2", NOON, width, height, channels, encoding, ByteBuffer.wrap(data)),
        RecordFormat.AVRO);
  }

  /** An image in JSON. */
  public static byte[] json(byte[] file) {
    return """
        {"id": "part-7", "source": "line 2", "captured_at": "%s", "image": "%s"}
        """
        .formatted(NOON, Base64.getEncoder().encodeToString(file))
        .getBytes(UTF_8);
  }
}
