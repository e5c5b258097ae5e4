package io.hourglass.streams.collect;

import io.hourglass.image.ImageCodec;
import io.hourglass.image.UnusableImageException;
import io.hourglass.streams.decode.DecodedImage;
import io.hourglass.streams.decode.ImageDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A file for each image, named by partition and offset; PNG and JPEG files stay as they are. */
record ImageFiles(Path folder, ImageDecoder decoder) implements Collector {

  @Override
  public boolean take(ConsumerRecord<byte[], byte[]> record) throws IOException {
    byte[] value = record.value();
    DecodedImage image;
    try {
      image = decoder.decode(value);
    } catch (UnusableImageException e) {
      return false;
    }
    String name = "%d-%010d".formatted(record.partition(), record.offset());
    if (ImageCodec.isJpeg(value)) {
      Files.write(folder.resolve(name + ".jpg"), value);
    } else {
      Files.write(
          folder.resolve(name + ".png"),
          ImageCodec.isPng(value) ? value : ImageCodec.png(image.pixels()));
    }
    return true;
  }

  @Override
  public void close() {}
}
