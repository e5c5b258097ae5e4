package io.hourglass.trainer.detect;

import io.hourglass.trainer.detect.Timeline.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one threshold brings.
 *
 * @param threshold readings that score above it are alarmed
 * @param precision share of the alarmed readings that are anomalous; NaN if none is alarmed
 * @param recall share of the anomalous readings that are alarmed
 * @param falseAlarmRate share of the normal readings that are alarmed (FAR)
 * @param missedAlarmRate share of the anomalous readings that are not (MAR)
 * @param rangePrecision mean share of an alarm that lies in events (Tatbul et al., NeurIPS 2018)
 * @param rangeRecall mean over events: half for being found at all, half for the share that is
 *     alarmed, divided by the number of alarms that it took
 * @param nab the NAB score (Lavin and Ahmad, 2015), standard profile: 100 is perfect, 0 is a
 *     detector that never alarms
 * @param events labelled ones
 * @param found those with at least one alarm in them
 * @param medianDelay readings from an event's start to its first alarm, median of those found; NaN
 *     if none is
 * @param alarmsPerEvent alarms that touch an event, by event
 * @param falseAlarms alarms that begin outside of events
 */
public record Detection(
    double threshold,
    double precision,
    double recall,
    double falseAlarmRate,
    double missedAlarmRate,
    double rangePrecision,
    double rangeRecall,
    double nab,
    int events,
    int found,
    double medianDelay,
    double alarmsPerEvent,
    int falseAlarms) {

  /** Judges a threshold. */
  public static Detection of(List<Timeline> timelines, double threshold) {
    return new Judge(threshold).judge(timelines);
  }

  /** Harmonic mean of precision and recall, reading by reading; not point-adjusted. */
  public double f1() {
    return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
  }

  /** Counts. */
  private static final class Judge {
    /** What a false alarm weighs, long after an event, where an event weighs 1. */
    private static final double FALSE_ALARM = 0.11;

    private final double threshold;
    private final List<Double> delays = new ArrayList<>();
    private final List<Double> alarmPrecisions = new ArrayList<>();
    private final List<Double> eventRecalls = new ArrayList<>();
    private long anomalous;
    private long normal;
    private long hits;
    private long falseReadings;
    private int alarmsInEvents;
    private int falseAlarms;
    private double nab;

    Judge(double threshold) {
      this.threshold = threshold;
    }

    Detection judge(List<Timeline> timelines) {
      timelines.forEach(this::take);
      int events = eventRecalls.size();
      return new Detection(
          threshold,
          (double) hits / (hits + falseReadings),
          (double) hits / anomalous,
          (double) falseReadings / normal,
          (double) (anomalous - hits) / anomalous,
          mean(alarmPrecisions),
          mean(eventRecalls),
          // A detector that never alarms scores -1 an event, a perfect one 1.
          100 * (nab + events) / (2.0 * events),
          events,
          delays.size(),
          median(delays),
          (double) alarmsInEvents / events,
          falseAlarms);
    }

    private void take(Timeline timeline) {
      List<Range> events = timeline.events();
      List<Range> alarms = timeline.alarms(threshold);
      for (int i = 0; i < timeline.length(); i++) {
        boolean alarmed = timeline.scores()[i] > threshold;
        if (timeline.anomalous()[i]) {
          anomalous++;
          hits += alarmed ? 1 : 0;
        } else {
          normal++;
          falseReadings += alarmed ? 1 : 0;
          nab += alarmed ? falseAlarm(i, events) : 0;
        }
      }
      events.forEach(event -> take(event, alarms));
      for (Range alarm : alarms) {
        int common = events.stream().mapToInt(alarm::common).sum();
        alarmPrecisions.add((double) common / alarm.length());
      }
      falseAlarms += timeline.falseAlarms(threshold);
    }

    private void take(Range event, List<Range> alarms) {
      List<Range> touching = alarms.stream().filter(event::overlaps).toList();
      alarmsInEvents += touching.size();
      if (touching.isEmpty()) {
        eventRecalls.add(0.0);
        nab -= 1;
        return;
      }
      int delay = Math.max(0, touching.get(0).from() - event.from());
      delays.add((double) delay);
      double covered = touching.stream().mapToInt(event::common).sum() / (double) event.length();
      eventRecalls.add(0.5 + 0.5 * covered / touching.size());
      nab += sigmoid(-1 + (double) delay / event.length()) / sigmoid(-1);
    }

    /** The longer after the last event, the worse; before the first, worst. */
    private static double falseAlarm(int reading, List<Range> events) {
      double position = Double.POSITIVE_INFINITY;
      for (Range event : events) {
        if (event.to() <= reading) {
          position = (double) (reading - event.to() + 1) / event.length();
        }
      }
      return FALSE_ALARM * sigmoid(position);
    }

    /** 1 long before the end of an event, 0 at its end, -1 long after. */
    private static double sigmoid(double position) {
      return 2 / (1 + Math.exp(5 * position)) - 1;
    }

    private static double mean(List<Double> values) {
      return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    private static double median(List<Double> values) {
      double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
      Arrays.sort(sorted);
      return sorted.length == 0
          ? Double.NaN
          : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
  }
}
