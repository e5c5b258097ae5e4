package io.hourglass.demo;

import static java.util.Objects.requireNonNull;

import io.hourglass.image.ImageCodec;
import io.hourglass.image.Pixels;
import io.hourglass.model.ImageInput;
import io.hourglass.record.ImageEncoding;
import io.hourglass.record.ImageRecord;
import io.hourglass.record.RecordCodec;
import io.hourglass.record.RecordFormat;
import io.hourglass.trainer.dataset.DataOptions;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.dataset.Sample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What the demo sends: unseen normal images, as many of other classes, and a few records that no
 * camera should send, in a random order.
 */
final class DemoStream {
  private static final int EACH = 1000;
  private static final int SAMPLES = 10;

  private final ImageInput input;
  private final List<Sent> records;
  private final Map<String, Sent> byId = new HashMap<>();

  /**
   * One record to send.
   *
   * @param id its key, and the image's id
   * @param image what it shows; null for a broken record
   * @param anomalous whether the image is of another class than the normal one
   * @param value the record's value
   */
  record Sent(String id, @Nullable Sample image, boolean anomalous, byte @Nullable [] value) {}

  private DemoStream(ImageInput input, List<Sent> records) {
    this.input = input;
    this.records = records;
    records.forEach(record -> byId.put(record.id(), record));
  }

  static DemoStream of(DemoData data, long seed) {
    Dataset test = Dataset.read(DataOptions.of(data.testImages()));
    Random random = new Random(seed);
    List<Sample> shuffled = new ArrayList<>(test.samples());
    Collections.shuffle(shuffled, random);
    List<Sent> records = new ArrayList<>();
    for (boolean anomalous : new boolean[] {false, true}) {
      shuffled.stream()
          .filter(sample -> data.normalLabel().equals(sample.label()) != anomalous)
          .limit(EACH)
          .forEach(sample -> records.add(sent(test, sample, anomalous, records.size())));
    }
    records.addAll(broken());
    Collections.shuffle(records, random);
    return new DemoStream(test.imageInput(), List.copyOf(records));
  }

  /** In the order they are sent. */
  List<Sent> records() {
    return records;
  }

  /** The record of an id; null if none was sent, or the id is null. */
  @Nullable Sent find(@Nullable String id) {
    return byId.get(id);
  }

  /** Whether an id is that of an image, normal or not. */
  boolean isImage(@Nullable String id, boolean anomalous) {
    Sent record = find(id);
    return record != null && record.image() != null && record.anomalous() == anomalous;
  }

  /** How many of the records are images, normal or not. */
  int images(boolean anomalous) {
    return (int)
        records.stream()
            .filter(record -> record.image() != null && record.anomalous() == anomalous)
            .count();
  }

  /**
   * Writes a few of the images as PNG files, {@code normal-image-0001.png} and {@code
   * other-image-1001.png}, to be sent again by other means.
   */
  void writeSamples(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (boolean anomalous : new boolean[] {false, true}) {
      List<Sent> some =
          records.stream()
              .filter(record -> isImage(record.id(), anomalous))
              .limit(SAMPLES)
              .toList();
      for (Sent record : some) {
        Path file = folder.resolve((anomalous ? "other-" : "normal-") + record.id() + ".png");
        Files.write(file, ImageCodec.png(input.image(requireNonNull(record.image()).pixels())));
      }
    }
  }

  private static Sent sent(Dataset set, Sample sample, boolean anomalous, int number) {
    String id = "image-%04d".formatted(number);
    var input = set.imageInput();
    ImageRecord record =
        ImageRecord.newBuilder()
            .setId(id)
            .setSource("camera-1")
            .setCapturedAt(Instant.now())
            .setWidth(input.width())
            .setHeight(input.height())
            .setChannels(input.channels())
            .setEncoding(ImageEncoding.PNG)
            .setData(ByteBuffer.wrap(ImageCodec.png(input.image(sample.pixels()))))
            .build();
    return new Sent(id, sample, anomalous, RecordCodec.encode(record, RecordFormat.AVRO));
  }

  private static List<Sent> broken() {
    byte[] png = ImageCodec.png(new Pixels(28, 28, 1, new byte[28 * 28]));
    byte[] absurd = png.clone();
    ByteBuffer.wrap(absurd).putInt(16, 100_000).putInt(20, 100_000);
    return List.of(
        broken("null", null),
        broken("empty", new byte[0]),
        broken("truncated", Arrays.copyOf(png, png.length / 2)),
        broken("absurd-size", absurd),
        broken("text", "not an image at all".getBytes(StandardCharsets.UTF_8)));
  }

  private static Sent broken(String what, byte @Nullable [] value) {
    return new Sent("broken-" + what, null, false, value);
  }
}
