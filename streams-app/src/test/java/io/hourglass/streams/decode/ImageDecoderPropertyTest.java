package io.hourglass.streams.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.image.ImageCodec;
import io.hourglass.image.Pixels;
import io.hourglass.image.UnusableImageException;
import io.hourglass.record.ImageEncoding;
import io.hourglass.streams.config.InputFormat;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Whatever bytes come, the decoder gives an image or says why not, in little memory.
 *
 * <p>jqwik prints the seed of a failure and keeps it.
 */
class ImageDecoderPropertyTest {
  private static final int MAX_PIXELS = 10_000;

  /** A damaged image of the largest size allowed, with what the readers take beside it. */
  private static final long MAX_BYTES = 16 << 20;

  private static final byte[] PNG = ImageCodec.png(new Pixels(20, 10, 1, new byte[200]));
  private static final byte[] COLOUR_PNG = ImageCodec.png(new Pixels(20, 10, 3, new byte[600]));
  private static final byte[] JPEG = TestImages.jpeg(20, 10);
  private static final List<byte[]> VALID =
      List.of(
          PNG,
          COLOUR_PNG,
          JPEG,
          TestImages.avro(20, 10, 1, ImageEncoding.RAW_UINT8, new byte[200]),
          TestImages.avro(20, 10, 1, ImageEncoding.PNG, PNG),
          TestImages.avro(20, 10, 3, ImageEncoding.JPEG, JPEG),
          TestImages.json(PNG),
          TestImages.json(JPEG));

  private final ImageDecoder decoder = new ImageDecoder(InputFormat.AUTO, MAX_PIXELS);

  @Provide
  Arbitrary<byte[]> valid() {
    return Arbitraries.of(VALID);
  }

  /** The beginnings by which the formats are told apart. */
  @Provide
  Arbitrary<byte[]> beginnings() {
    return Arbitraries.of(VALID)
        .flatMap(value -> Arbitraries.integers().between(0, 40).map(n -> Arrays.copyOf(value, n)));
  }

  @Property(tries = 100)
  void validValuesDecode(@ForAll("valid") byte[] value) throws Exception {
    Pixels pixels = decoder.decode(value).pixels();

    assertThat(pixels.width()).isEqualTo(20);
    assertThat(pixels.height()).isEqualTo(10);
  }

  @Property
  void randomBytes(@ForAll("beginnings") byte[] beginning, @ForAll @Size(max = 300) byte[] rest) {
    byte[] value = Arrays.copyOf(beginning, beginning.length + rest.length);
    System.arraycopy(rest, 0, value, beginning.length, rest.length);
    decodes(value);
  }

  @Property
  void truncated(@ForAll("valid") byte[] value, @ForAll @IntRange(max = 2000) int length) {
    decodes(Arrays.copyOf(value, length % value.length));
  }

  @Property
  void flippedBits(
      @ForAll("valid") byte[] value,
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 100_000) Integer> bits) {
    byte[] damaged = value.clone();
    for (int bit : bits) {
      damaged[bit / 8 % damaged.length] ^= (byte) (1 << bit % 8);
    }
    decodes(damaged);
  }

  @Property
  void overwritten(
      @ForAll("valid") byte[] value,
      @ForAll @IntRange(max = 2000) int at,
      @ForAll @Size(min = 1, max = 16) byte[] bytes) {
    byte[] damaged = value.clone();
    int start = at % damaged.length;
    System.arraycopy(bytes, 0, damaged, start, Math.min(bytes.length, damaged.length - start));
    decodes(damaged);
  }

  @Property
  void pngsOfAnyDeclaredSize(@ForAll int width, @ForAll int height) {
    assertThat(decodes(TestImages.pngHeader(width, height))).isFalse();
  }

  @Property
  void rawImagesOfAnyDeclaredSize(
      @ForAll int width, @ForAll int height, @ForAll int channels, @ForAll @Size(10) byte[] data) {
    decodes(TestImages.avro(width, height, channels, ImageEncoding.RAW_UINT8, data));
  }

  private boolean decodes(byte[] value) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    boolean decoded;
    try {
      Pixels pixels = decoder.decode(value).pixels();
      assertThat((long) pixels.width() * pixels.height()).isBetween(1L, (long) MAX_PIXELS);
      decoded = true;
    } catch (UnusableImageException e) {
      assertThat(e.getMessage()).isNotBlank();
      decoded = false;
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MAX_BYTES);
    return decoded;
  }
}
