package io.hourglass.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hourglass.record.DeadLetterReason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageCodecTest {

  @Property(tries = 100)
  void pngKeepsEverySample(
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll boolean colour,
      @ForAll long seed)
      throws UnusableImageException {
    int channels = colour ? 3 : 1;
    byte[] samples = new byte[width * height * channels];
    new Random(seed).nextBytes(samples);

    Pixels read = ImageCodec.decode(ImageCodec.png(new Pixels(width, height, channels, samples)));

    assertThat(read.width()).isEqualTo(width);
    assertThat(read.height()).isEqualTo(height);
    assertThat(read.channels()).isEqualTo(channels);
    assertThat(read.samples()).isEqualTo(samples);
  }

  @Test
  void keepsGreyJpegCloseToTheOriginal() throws Exception {
    var image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    byte[] level = new byte[256];
    Arrays.fill(level, (byte) 90);
    image.getRaster().setDataElements(0, 0, 16, 16, level);
    var out = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", out);

    Pixels read = ImageCodec.decode(out.toByteArray());

    assertThat(read.channels()).isEqualTo(1);
    for (byte sample : read.samples()) {
      assertThat(sample & 0xFF).isBetween(88, 92);
    }
  }

  @Test
  void laysTransparencyOverBlack() throws Exception {
    var image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x80_FF_00_40);
    var out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);

    assertThat(ImageCodec.decode(out.toByteArray()).samples())
        .containsExactly((byte) 0x80, (byte) 0, (byte) 0x20);
  }

  @Test
  void cutsSixteenBitGreyToEight() throws Exception {
    var image = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(0, 0, 0, 0xABCD);
    var out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);

    assertThat(ImageCodec.decode(out.toByteArray()).samples()).containsExactly((byte) 0xAB);
  }

  @Test
  void refusesAnAbsurdSizeBeforeTakingMemoryForIt() throws Exception {
    assertThatThrownBy(() -> ImageCodec.decode(pngHeader(100_000, 100_000)))
        .isInstanceOf(UnusableImageException.class)
        .hasMessageContaining("declares 100000 x 100000 pixels")
        .extracting(e -> ((UnusableImageException) e).reason())
        .isEqualTo(DeadLetterReason.TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GIF89a", "\u0089PN", "no image"})
  void refusesOtherFormats(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(rejection(bytes)).isEqualTo(DeadLetterReason.UNKNOWN_FORMAT);
  }

  @Test
  void refusesEveryTruncation() {
    byte[] samples = new byte[20 * 20];
    new Random(1).nextBytes(samples);
    byte[] png = ImageCodec.png(new Pixels(20, 20, 1, samples));
    // The last 12 bytes are the end chunk; a reader may do without it.
    for (int length = 4; length < png.length - 20; length++) {
      assertThat(rejection(Arrays.copyOf(png, length)))
          .as("the first %d bytes", length)
          .isEqualTo(DeadLetterReason.UNDECODABLE);
    }
  }

  private static DeadLetterReason rejection(byte[] bytes) {
    return catchThrowableOfType(UnusableImageException.class, () -> ImageCodec.decode(bytes))
        .reason();
  }

  /** A PNG file that ends after its header. */
  private static byte[] pngHeader(int width, int height) throws IOException {
    var chunk = new ByteArrayOutputStream();
    var data = new DataOutputStream(chunk);
    data.writeBytes("IHDR");
    data.writeInt(width);
    data.writeInt(height);
    data.write(new byte[] {8, 2, 0, 0, 0});
    var file = new ByteArrayOutputStream();
    var out = new DataOutputStream(file);
    out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    out.writeInt(13);
    out.write(chunk.toByteArray());
    var crc = new CRC32();
    crc.update(chunk.toByteArray());
    out.writeInt((int) crc.getValue());
    return file.toByteArray();
  }
}
