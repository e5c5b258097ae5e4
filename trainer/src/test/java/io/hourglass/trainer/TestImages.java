package io.hourglass.trainer;

import io.hourglass.image.ImageCodec;
import io.hourglass.image.Resize;
import io.hourglass.model.ImageInput;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.dataset.Sample;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Small generated images: normal ones show a soft disc somewhere, anomalous ones a ring. */
public final class TestImages {
  public static final String DISC = "1";
  public static final String RING = "2";

  private TestImages() {}

  /** Normal images, square. */
  public static Dataset discs(int count, int side, int channels, long seed) {
    return images(count, side, channels, seed, DISC);
  }

  /** Anomalous images, square. */
  public static Dataset rings(int count, int side, int channels, long seed) {
    return images(count, side, channels, seed, RING);
  }

  private static Dataset images(int count, int side, int channels, long seed, String label) {
    Random random = new Random(seed);
    ImageInput input = new ImageInput(channels, side, side, Resize.NONE);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(new Sample(image(input, random, label.equals(RING)), label, label + "-" + i));
    }
    return new Dataset("generated", input, samples);
  }

  private static byte[] image(ImageInput input, Random random, boolean ring) {
    int side = input.width();
    double radius = side * (0.2 + 0.1 * random.nextDouble());
    double x0 = radius + random.nextDouble() * (side - 2 * radius);
    double y0 = radius + random.nextDouble() * (side - 2 * radius);
    double brightness = 150 + 100 * random.nextDouble();
    byte[] pixels = new byte[input.size()];
    for (int i = 0; i < pixels.length; i++) {
      int x = i % side;
      int y = i / side % side;
      double distance = Math.hypot(x - x0, y - y0) / radius;
      double off = ring ? Math.abs(distance - 1) * 2.5 : distance;
      double value =
          brightness * Math.exp(-off * off) / (1 + i / (side * side)) + 4 * random.nextDouble();
      pixels[i] = (byte) Math.min(255, value);
    }
    return pixels;
  }

  /** All images of both. */
  public static Dataset both(Dataset first, Dataset second) {
    List<Sample> samples = new ArrayList<>(first.samples());
    samples.addAll(second.samples());
    return first.with(samples);
  }

  /** Writes grey images as IDX with a labels file beside, gzip if the name says so. */
  public static Path idx(Dataset images, Path folder, String name) {
    Path file = folder.resolve(name);
    ImageInput input = images.imageInput();
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    ByteArrayOutputStream labels = new ByteArrayOutputStream();
    for (Sample sample : images.samples()) {
      pixels.writeBytes(sample.pixels());
      labels.write(Integer.parseInt(String.valueOf(sample.label())));
    }
    idx(file, pixels.toByteArray(), images.size(), input.height(), input.width());
    idx(
        folder.resolve(name.replace("images-idx3", "labels-idx1")),
        labels.toByteArray(),
        images.size());
    return file;
  }

  /** Writes an IDX file of unsigned bytes. */
  public static void idx(Path file, byte[] content, int... shape) {
    try (OutputStream plain = Files.newOutputStream(file);
        DataOutputStream out =
            new DataOutputStream(
                file.toString().endsWith(".gz") ? new GZIPOutputStream(plain) : plain)) {
      out.writeInt(0x0800 + shape.length);
      for (int side : shape) {
        out.writeInt(side);
      }
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes images as PNG files, each in the sub-folder of its label. */
  public static Path folder(Dataset images, Path folder) {
    try {
      for (Sample sample : images.samples()) {
        Path file = folder.resolve(sample.label() + "/" + sample.name() + ".png");
        Files.createDirectories(folder.resolve(String.valueOf(sample.label())));
        Files.write(file, ImageCodec.png(images.imageInput().image(sample.pixels())));
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
