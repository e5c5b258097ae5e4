package io.hourglass.image;

import static io.hourglass.record.DeadLetterReason.TOO_LARGE;
import static io.hourglass.record.DeadLetterReason.UNDECODABLE;
import static io.hourglass.record.DeadLetterReason.UNKNOWN_FORMAT;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * PNG and JPEG to {@link Pixels} and back.
 *
 * <p>Safe against hostile bytes: the header is read first, and an image that declares more than the
 * allowed number of pixels is refused before memory is taken for it. Transparency is laid over
 * black, 16-bit samples are cut to 8, an EXIF orientation is not applied.
 *
 * <p>Thread-safe.
 */
public final class ImageCodec {
  /** Pixels an image may have unless told otherwise: 25 million. */
  public static final int DEFAULT_MAX_PIXELS = 25_000_000;

  static {
    // The bytes are in memory already; a cache file on disk would only cost time.
    ImageIO.setUseCache(false);
  }

  private ImageCodec() {}

  /** Whether the bytes begin as a PNG file does. */
  public static boolean isPng(byte[] bytes) {
    return bytes.length >= 4
        && bytes[0] == (byte) 0x89
        && bytes[1] == 'P'
        && bytes[2] == 'N'
        && bytes[3] == 'G';
  }

  /** Whether the bytes begin as a JPEG file does. */
  public static boolean isJpeg(byte[] bytes) {
    return bytes.length >= 3
        && bytes[0] == (byte) 0xFF
        && bytes[1] == (byte) 0xD8
        && bytes[2] == (byte) 0xFF;
  }

  /**
   * Decodes a file.
   *
   * @param bytes a PNG or JPEG file
   * @param maxPixels the most pixels (width x height) an image may have
   * @throws UnusableImageException if the bytes are no such file, damaged, or too many pixels
   */
  public static Pixels decode(byte[] bytes, int maxPixels) throws UnusableImageException {
    if (!isPng(bytes) && !isJpeg(bytes)) {
      throw new UnusableImageException(UNKNOWN_FORMAT, "the bytes are neither PNG nor JPEG");
    }
    String format = isPng(bytes) ? "png" : "jpeg";
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    ImageReader reader = readers.next();
    try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(stream, true, true);
      long width = reader.getWidth(0);
      long height = reader.getHeight(0);
      if (width * height > maxPixels) {
        throw new UnusableImageException(
            TOO_LARGE,
            "the image declares %d x %d pixels; at most %d are allowed"
                .formatted(width, height, maxPixels));
      }
      return pixels(reader.read(0));
    } catch (IOException | RuntimeException e) {
      // The JDK's readers answer damaged files with almost any RuntimeException.
      throw new UnusableImageException(
          UNDECODABLE, "damaged or unsupported %s: %s".formatted(format, describe(e)));
    } finally {
      reader.dispose();
    }
  }

  /** Decodes with {@link #DEFAULT_MAX_PIXELS}. */
  public static Pixels decode(byte[] bytes) throws UnusableImageException {
    return decode(bytes, DEFAULT_MAX_PIXELS);
  }

  /** The image as a PNG file. */
  public static byte[] png(Pixels image) {
    BufferedImage buffered =
        new BufferedImage(
            image.width(),
            image.height(),
            image.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    byte[] samples = image.samples();
    if (image.channels() == 1) {
      buffered.getRaster().setDataElements(0, 0, image.width(), image.height(), samples);
    } else {
      int[] row = new int[image.width()];
      for (int y = 0; y < image.height(); y++) {
        for (int x = 0; x < row.length; x++) {
          int at = (y * row.length + x) * 3;
          row[x] =
              ((samples[at] & 0xFF) << 16)
                  | ((samples[at + 1] & 0xFF) << 8)
                  | (samples[at + 2] & 0xFF);
        }
        buffered.getRaster().setDataElements(0, y, row.length, 1, row);
      }
    }
    return png(buffered);
  }

  /**
   * An image of palette indices as a PNG file.
   *
   * @param indices one unsigned 8-bit index a pixel {@code [height, width]}
   */
  public static byte[] png(int width, int height, byte[] indices, IndexColorModel palette) {
    BufferedImage buffered =
        new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, palette);
    buffered.getRaster().setDataElements(0, 0, width, height, indices);
    return png(buffered);
  }

  private static byte[] png(BufferedImage image) {
    var out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static Pixels pixels(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    Raster raster = image.getRaster();
    ColorModel colours = image.getColorModel();
    boolean grey = colours.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    if (grey && !(colours instanceof IndexColorModel)) {
      return new Pixels(width, height, 1, greySamples(raster, colours));
    }
    byte[] samples = new byte[width * height * 3];
    int[] row = new int[width];
    boolean opaqueGrey = true;
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        int at = (y * width + x) * 3;
        int alpha = row[x] >>> 24;
        for (int c = 0; c < 3; c++) {
          int sample = (row[x] >> (16 - 8 * c)) & 0xFF;
          samples[at + c] = (byte) ((sample * alpha + 127) / 255);
        }
        opaqueGrey &= samples[at] == samples[at + 1] && samples[at] == samples[at + 2];
      }
    }
    Pixels colour = new Pixels(width, height, 3, samples);
    return opaqueGrey && colours instanceof IndexColorModel ? colour.withChannels(1) : colour;
  }

  /** The samples as stored: {@code getRGB} would push grey images through a gamma curve. */
  private static byte[] greySamples(Raster raster, ColorModel colours) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int bits = colours.getComponentSize(0);
    int top = (1 << bits) - 1;
    byte[] samples = new byte[width * height];
    int[] row = new int[width * raster.getNumBands()];
    int bands = raster.getNumBands();
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int sample = row[x * bands];
        int eight = bits > 8 ? sample >> (bits - 8) : bits == 8 ? sample : sample * 255 / top;
        if (colours.hasAlpha()) {
          int alpha = row[x * bands + 1] >> Math.max(0, colours.getComponentSize(1) - 8);
          eight = (eight * alpha + 127) / 255;
        }
        samples[y * width + x] = (byte) eight;
      }
    }
    return samples;
  }

  private static String describe(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
