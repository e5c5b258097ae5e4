package io.hourglass.streams.decode;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.hourglass.image.ImageCodec;
import io.hourglass.image.Pixels;
import io.hourglass.image.UnusableImageException;
import io.hourglass.record.ImageEncoding;
import io.hourglass.record.RecordFormat;
import io.hourglass.streams.config.AppConfig;
import io.hourglass.streams.config.InputFormat;
import io.hourglass.streams.registry.Codec;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes come, the decoders give a value or their one exception; the bytes are found by
 * coverage. Not part of the build, whose tests it would slow down: {@code JAZZER_FUZZ=1 mvn test
 * -pl streams-app -am -Dtest=DecoderFuzz#images -Dsurefire.failIfNoSpecifiedTests=false}, two
 * minutes each. What is found becomes a case of the decoders' tests.
 */
class DecoderFuzz {
  private static final ImageDecoder IMAGES = new ImageDecoder(InputFormat.AUTO, 10_000);
  private static final ReadingDecoder READINGS =
      new ReadingDecoder(
          InputFormat.AUTO,
          AppConfig.defaults().sensors(),
          List.of("pressure", "flow"),
          Codec.of(RecordFormat.AVRO));

  static Stream<Arguments> images() {
    byte[] png = ImageCodec.png(new Pixels(20, 10, 1, new byte[200]));
    return Stream.of(
            png,
            TestImages.jpeg(20, 10),
            TestImages.avro(20, 10, 1, ImageEncoding.PNG, png),
            TestImages.json(png),
            new byte[] {(byte) 0xc3, 1})
        .map(Arguments::of);
  }

  @MethodSource("images")
  @FuzzTest(maxDuration = "2m")
  void images(byte[] value) {
    try {
      IMAGES.decode(value);
    } catch (UnusableImageException e) {
      // That is what it is for.
    }
  }

  static Stream<Arguments> readings() {
    return Stream.of(
            "{\"source\":\"pump\",\"ts\":1700000000000,\"pressure\":1.5,\"flow\":null}",
            "{\"source\":\"pump\",\"ts\":\"2026-11-26T06:00:00Z\",\"pressure\":\"NaN\"}",
            "pump,1700000000000,1.5,2",
            "")
        .map(text -> Arguments.of((Object) text.getBytes(UTF_8)));
  }

  @MethodSource("readings")
  @FuzzTest(maxDuration = "2m")
  void readings(byte[] value) {
    try {
      READINGS.decode(null, value, 0);
    } catch (UnusableReadingException e) {
      // That is what it is for.
    }
  }
}
