package io.hourglass.trainer.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One axis of a {@link Plot}.
 *
 * @param label what it shows, with its unit
 * @param min its lower end
 * @param max its upper end, above {@code min}
 * @param logarithmic whether equal ratios take equal room; needs {@code min} above 0
 */
public record Axis(String label, double min, double max, boolean logarithmic) {
  private static final int TICKS = 5;

  public Axis {
    if (!(max > min) || (logarithmic && !(min > 0))) {
      throw new IllegalArgumentException("an axis from %s to %s cannot be".formatted(min, max));
    }
  }

  /** An axis on which equal differences take equal room. */
  public static Axis linear(String label, double min, double max) {
    return new Axis(label, min, max > min ? max : min + 1, false);
  }

  /** An axis on which equal ratios take equal room. */
  public static Axis logarithmic(String label, double min, double max) {
    return new Axis(label, min, max > min ? max : min * 10, true);
  }

  /** A linear axis on which one coordinate of all points finds room. */
  public static Axis around(String label, double[][] points, int coordinate) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double[] point : points) {
      low = Math.min(low, point[coordinate]);
      high = Math.max(high, point[coordinate]);
    }
    double margin = (high - low) * 0.04;
    return linear(label, low - margin, high + margin);
  }

  /** Where a value lies, 0 (lower end) to 1. */
  double position(double value) {
    return logarithmic ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  }

  /** Round values along the axis. */
  List<Double> ticks() {
    return logarithmic ? logarithmicTicks() : linearTicks();
  }

  private List<Double> linearTicks() {
    double rough = (max - min) / TICKS;
    double magnitude = Math.pow(10, Math.floor(Math.log10(rough)));
    double factor = rough / magnitude;
    double step = magnitude * (factor < 1.5 ? 1 : factor < 3.5 ? 2 : factor < 7.5 ? 5 : 10);
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(min / step - 1e-9); i * step <= max + step * 1e-9; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  private List<Double> logarithmicTicks() {
    boolean few = max / min < 1000;
    List<Double> ticks = new ArrayList<>();
    for (int power = (int) Math.floor(Math.log10(min)); Math.pow(10, power) <= max; power++) {
      for (int factor : few ? new int[] {1, 2, 5} : new int[] {1}) {
        double tick = factor * Math.pow(10, power);
        if (tick >= min && tick <= max) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  /** A value as short as it can be told. */
  static String text(double value) {
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e6)) {
      return String.format(Locale.ROOT, "%.0e", value).replace("e-0", "e-").replace("e+0", "e");
    }
    String text = String.format(Locale.ROOT, "%.5f", value);
    return text.replaceFirst("\\.?0+$", "");
  }
}
