package io.hourglass.bench.memory;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends JPEG files of about a megabyte as fast as they are taken, until it is interrupted. */
final class LargeImages implements Runnable {
  private static final int SIDE = 1_100;
  private static final int FILES = 8;

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final Semaphore room;
  private final AtomicLong bytes = new AtomicLong();

  /**
   * @param room a permit for each record that may be sent; whoever reads outcomes gives more
   */
  LargeImages(Producer<byte[], byte[]> producer, String topic, Semaphore room) {
    this.producer = producer;
    this.topic = topic;
    this.room = room;
  }

  @Override
  public void run() {
    Random random = new Random(3);
    byte[][] files = new byte[FILES][];
    for (int i = 0; i < FILES; i++) {
      files[i] = jpeg(random);
    }
    try {
      for (int i = 0; ; i++) {
        room.acquire();
        byte[] file = files[i % FILES];
        bytes.addAndGet(file.length);
        var unused = producer.send(new ProducerRecord<>(topic, file));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Bytes of all files sent so far. */
  long bytes() {
    return bytes.get();
  }

  /** Noise, so that it is large. */
  private static byte[] jpeg(Random random) {
    byte[] samples = new byte[SIDE * SIDE];
    random.nextBytes(samples);
    var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, SIDE, SIDE, samples);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam quality = writer.getDefaultWriteParam();
    quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    quality.setCompressionQuality(0.9f);
    var out = new ByteArrayOutputStream();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), quality);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }
}
