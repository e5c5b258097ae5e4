package io.hourglass.trainer.detect;

import java.util.ArrayList;
import java.util.List;

/**
 * One series as a detector sees it.
 *
 * @param scores one for each reading; not to be written to
 * @param anomalous whether each reading's label says so; not to be written to
 */
public record Timeline(double[] scores, boolean[] anomalous) {
  public Timeline {
    if (scores.length != anomalous.length) {
      throw new IllegalArgumentException(
          "%d scores and %d labels".formatted(scores.length, anomalous.length));
    }
  }

  /**
   * Readings next to each other.
   *
   * @param from the first
   * @param to the one after the last
   */
  public record Range(int from, int to) {
    int length() {
      return to - from;
    }

    /** Whether they have a reading in common. */
    public boolean overlaps(Range other) {
      return from < other.to && other.from < to;
    }

    /** How many readings both have. */
    int common(Range other) {
      return Math.max(0, Math.min(to, other.to) - Math.max(from, other.from));
    }
  }

  /** Number of readings. */
  public int length() {
    return scores.length;
  }

  /** The labelled events. */
  public List<Range> events() {
    return ranges(anomalous);
  }

  /** The stretches of readings that score above a threshold: an alarm each. */
  public List<Range> alarms(double threshold) {
    boolean[] above = new boolean[scores.length];
    for (int i = 0; i < above.length; i++) {
      above[i] = scores[i] > threshold;
    }
    return ranges(above);
  }

  /** How many alarms begin where nothing is labelled. */
  public int falseAlarms(double threshold) {
    return (int) alarms(threshold).stream().filter(alarm -> !anomalous[alarm.from()]).count();
  }

  private static List<Range> ranges(boolean[] flags) {
    List<Range> ranges = new ArrayList<>();
    int from = -1;
    for (int i = 0; i <= flags.length; i++) {
      boolean on = i < flags.length && flags[i];
      if (on && from < 0) {
        from = i;
      } else if (!on && from >= 0) {
        ranges.add(new Range(from, i));
        from = -1;
      }
    }
    return ranges;
  }
}
