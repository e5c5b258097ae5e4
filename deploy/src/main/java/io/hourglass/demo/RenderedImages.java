package io.hourglass.demo;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * Images for a machine where no data set can be had: steel washers as a camera above a belt would
 * see them, 28 x 28 pixels, grey. Label 0 is a good washer, label 1 one that is scratched, chipped,
 * or punched off its centre.
 */
final class RenderedImages {
  private static final int SIDE = 28;

  private final Random random;

  RenderedImages(long seed) {
    this.random = new Random(seed);
  }

  /**
   * Writes the four IDX files: 6,000 good washers to train on, 1,000 good and 1,000 bad to test.
   */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    write(folder.resolve(DemoData.TRAIN_IMAGES), folder.resolve(DemoData.TRAIN_LABELS), 6000, 0);
    write(folder.resolve(DemoData.TEST_IMAGES), folder.resolve(DemoData.TEST_LABELS), 1000, 1000);
  }

  private void write(Path images, Path labels, int good, int bad) throws IOException {
    try (var imageOut = new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(images)));
        var labelOut = new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(labels)))) {
      imageOut.writeInt(0x00000803);
      imageOut.writeInt(good + bad);
      imageOut.writeInt(SIDE);
      imageOut.writeInt(SIDE);
      labelOut.writeInt(0x00000801);
      labelOut.writeInt(good + bad);
      for (int i = 0; i < good + bad; i++) {
        int label = i < good ? 0 : 1;
        imageOut.write(washer(label == 1));
        labelOut.write(label);
      }
    }
  }

  /** One washer, {@code [28, 28]} unsigned 8-bit samples. */
  private byte[] washer(boolean damaged) {
    var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    double x = 14 + random.nextGaussian() * 0.7;
    double y = 14 + random.nextGaussian() * 0.7;
    double outer = 10 + random.nextGaussian() * 0.4;
    int defect = damaged ? random.nextInt(3) : -1;
    double off = defect == 0 ? 2.5 : 0;
    double turn = random.nextDouble() * 2 * Math.PI;
    Area ring = new Area(circle(x, y, outer));
    ring.subtract(new Area(circle(x + off * Math.cos(turn), y + off * Math.sin(turn), 4.5)));
    if (defect == 1) {
      ring.subtract(new Area(circle(x + outer * Math.cos(turn), y + outer * Math.sin(turn), 3)));
    }
    pen.setColor(grey(150 + random.nextInt(60)));
    pen.fill(ring);
    if (defect == 2) {
      pen.setColor(grey(40));
      pen.setStroke(new BasicStroke(1.3f));
      double middle = 7.2;
      double cx = x + middle * Math.cos(turn);
      double cy = y + middle * Math.sin(turn);
      pen.draw(new Line2D.Double(cx - 3, cy - 2, cx + 3, cy + 2));
    }
    pen.dispose();
    return noisy(image);
  }

  private byte[] noisy(BufferedImage image) {
    byte[] samples = new byte[SIDE * SIDE];
    image.getRaster().getDataElements(0, 0, SIDE, SIDE, samples);
    for (int i = 0; i < samples.length; i++) {
      double value = (samples[i] & 0xFF) + 20 + random.nextGaussian() * 6;
      samples[i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
    }
    return samples;
  }

  private static Ellipse2D circle(double x, double y, double radius) {
    return new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
  }

  private static Color grey(int level) {
    return new Color(level, level, level);
  }
}
