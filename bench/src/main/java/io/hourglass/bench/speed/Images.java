package io.hourglass.bench.speed;

import io.hourglass.bench.BenchModel;
import io.hourglass.image.Pixels;
import io.hourglass.record.ImageEncoding;
import io.hourglass.record.ImageRecord;
import io.hourglass.record.RecordCodec;
import io.hourglass.record.RecordFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Random;
import javax.imageio.ImageIO;

/** The records that go in: a hundred different images, again and again. */
final class Images implements Traffic {
  private static final int IMAGES = 100;

  private final byte[][] records = new byte[IMAGES][];

  Images(Workload workload) {
    Random random = new Random(2);
    for (int i = 0; i < IMAGES; i++) {
      Pixels image = BenchModel.image(workload.side(), random);
      records[i] =
          RecordCodec.encode(
              ImageRecord.newBuilder()
                  .setId("image-" + i)
                  .setSource("bench")
                  .setCapturedAt(Instant.EPOCH)
                  .setWidth(image.width())
                  .setHeight(image.height())
                  .setChannels(1)
                  .setEncoding(workload.encoding())
                  .setData(
                      ByteBuffer.wrap(
                          workload.encoding() == ImageEncoding.JPEG
                              ? jpeg(image)
                              : image.samples()))
                  .build(),
              RecordFormat.AVRO);
    }
  }

  @Override
  public byte[] record(int number) {
    return records[number % IMAGES];
  }

  private static byte[] jpeg(Pixels image) {
    var buffered = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_BYTE_GRAY);
    buffered.getRaster().setDataElements(0, 0, image.width(), image.height(), image.samples());
    var out = new ByteArrayOutputStream();
    try {
      ImageIO.write(buffered, "jpeg", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
