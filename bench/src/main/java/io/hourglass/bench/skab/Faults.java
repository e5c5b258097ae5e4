package io.hourglass.bench.skab;

import io.hourglass.trainer.series.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Faults put into readings without any: offsets that build up, more noise, and channels that stand
 * still. Settings are chosen on these, so that the benchmark's own anomalies stay unseen.
 */
final class Faults {
  private static final int LENGTH = 1_150;
  private static final int FROM = 600;
  private static final int TO = 1_000;
  private static final int RAMP = 50;

  private Faults() {}

  /** Stretches of a series, each with one fault. */
  static List<Series> in(Series normal, long seed) {
    Random random = new Random(seed);
    List<Series> stretches = new ArrayList<>();
    for (int from = 0; from + LENGTH <= normal.length(); from += LENGTH) {
      stretches.add(with(normal.part(from, from + LENGTH), random));
    }
    return stretches;
  }

  private static Series with(Series series, Random random) {
    float[][] values = series.values();
    int channels = 1 + random.nextInt(3);
    int kind = random.nextInt(3);
    for (int i = 0; i < channels; i++) {
      float[] channel = values[random.nextInt(values.length)];
      double deviation = deviation(channel);
      double size = (0.5 + 1.5 * random.nextDouble()) * (random.nextBoolean() ? 1 : -1);
      float stuck = channel[FROM];
      for (int t = FROM; t < TO; t++) {
        double ramp = Math.min(1, (t - FROM + 1) / (double) RAMP);
        channel[t] +=
            switch (kind) {
              case 0 -> (float) (ramp * size * deviation);
              case 1 -> (float) (random.nextGaussian() * Math.abs(size) * deviation);
              default -> stuck - channel[t];
            };
      }
    }
    boolean[] labels = new boolean[series.length()];
    java.util.Arrays.fill(labels, FROM, TO, true);
    return new Series(
        series.name(), series.firstRow(), series.channels(), series.times(), values, labels);
  }

  private static double deviation(float[] channel) {
    double mean = 0;
    for (int t = 0; t < Subject.TAUGHT; t++) {
      mean += channel[t] / (double) Subject.TAUGHT;
    }
    double squares = 0;
    for (int t = 0; t < Subject.TAUGHT; t++) {
      squares += (channel[t] - mean) * (channel[t] - mean);
    }
    return Math.sqrt(squares / Subject.TAUGHT);
  }
}
