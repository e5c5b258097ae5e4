package io.hourglass.bench.speed;

import io.hourglass.bench.Median;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one trial measured.
 *
 * @param rate records a second
 * @param contenderMicros processor time of the contender's process for each record, microseconds
 * @param brokerMicros processor time of the broker for each record, microseconds; what the
 *     measuring itself asks of it is among it
 * @param allocated bytes that the contender takes from the heap for each record
 */
record Trial(double rate, double contenderMicros, double brokerMicros, long allocated) {

  /** Of one value of several trials; NaN of none. */
  static double median(List<Trial> trials, ToDoubleFunction<Trial> value) {
    return Median.of(trials.stream().mapToDouble(value));
  }
}
