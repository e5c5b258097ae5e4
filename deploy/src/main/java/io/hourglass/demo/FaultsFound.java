package io.hourglass.demo;

import io.hourglass.record.AnomalyAlert;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Which faults of one pump raised an alert.
 *
 * @param faults how many there were
 * @param found how many of them an alert's window ends in
 * @param medianDelay from a fault's start to the end of the first such window
 * @param worstChannel the channel that most alerts name first; "-" if there is none
 */
record FaultsFound(int faults, int found, Duration medianDelay, String worstChannel) {

  static FaultsFound of(
      String source,
      List<AnomalyAlert> alerts,
      Map<String, Pump> pumps,
      int readings,
      Instant start) {
    Pump pump = Objects.requireNonNull(pumps.get(source));
    List<Duration> delays = new ArrayList<>();
    Map<String, Integer> channels = new HashMap<>();
    int faults = 0;
    for (int from = 0; from < readings; from++) {
      if (!pump.isFaulty(from) || (from > 0 && pump.isFaulty(from - 1))) {
        continue;
      }
      faults++;
      Instant begins = start.plusSeconds(from);
      Instant ends = begins.plusSeconds(Pump.FAULT_LENGTH);
      List<AnomalyAlert> within =
          alerts.stream()
              .filter(alert -> source.equals(alert.getSource()))
              .filter(alert -> !end(alert).isBefore(begins) && end(alert).isBefore(ends))
              .toList();
      within.stream()
          .map(alert -> Duration.between(begins, end(alert)))
          .min(Comparator.naturalOrder())
          .ifPresent(delays::add);
      within.forEach(
          alert -> channels.merge(alert.getChannels().get(0).getChannel(), 1, Integer::sum));
    }
    delays.sort(Comparator.naturalOrder());
    return new FaultsFound(
        faults,
        delays.size(),
        delays.isEmpty() ? Duration.ZERO : delays.get(delays.size() / 2),
        channels.entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .orElse("-"));
  }

  /** Alarms, each of alerts in a row, that begin with a window without any faulty reading. */
  static int falseAlarms(List<AnomalyAlert> alerts, Map<String, Pump> pumps, Instant start) {
    int alarms = 0;
    Map<String, Instant> before = new HashMap<>();
    List<AnomalyAlert> inOrder = new ArrayList<>(alerts);
    inOrder.sort(Comparator.comparing(FaultsFound::end));
    for (AnomalyAlert alert : inOrder) {
      String source = String.valueOf(alert.getSource());
      Instant last = before.put(source, end(alert));
      boolean goesOn =
          last != null && Duration.between(last, end(alert)).compareTo(Duration.ofMinutes(1)) < 0;
      if (!goesOn && !touchesFault(alert, Objects.requireNonNull(pumps.get(source)), start)) {
        alarms++;
      }
    }
    return alarms;
  }

  private static boolean touchesFault(AnomalyAlert alert, Pump pump, Instant start) {
    var window = Objects.requireNonNull(alert.getWindow());
    int from = (int) Duration.between(start, window.getStart()).toSeconds();
    int to = (int) Duration.between(start, window.getEnd()).toSeconds();
    for (int at = from; at <= to; at++) {
      if (pump.isFaulty(at)) {
        return true;
      }
    }
    return false;
  }

  private static Instant end(AnomalyAlert alert) {
    return Objects.requireNonNull(alert.getWindow()).getEnd();
  }
}
