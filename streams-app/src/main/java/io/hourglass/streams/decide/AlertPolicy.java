package io.hourglass.streams.decide;

import io.hourglass.model.Calibration;
import io.hourglass.streams.config.AppConfig;

/** How many false alarms are accepted. */
public sealed interface AlertPolicy {

  /**
   * The false-alarm rate that the scores are first looked at with.
   *
   * @return in (0, 1)
   */
  double startRate();

  /** The policy in a phrase. */
  String describe();

  /**
   * A share of the normal records.
   *
   * @param rate in (0, 1)
   */
  record FixedRate(double rate) implements AlertPolicy {
    @Override
    public double startRate() {
      return rate;
    }

    @Override
    public String describe() {
      return "false-alarm rate " + rate;
    }
  }

  /**
   * A number a day, whatever the number of records. Each partition of the input has an equal part
   * of the day's budget and measures for itself how fast its records come, so that no partition
   * needs to know of the others; where load is uneven, the sum still keeps to the budget.
   *
   * @param perDay false alarms a day for one partition
   * @param startRate the rate that is not exceeded while little of a partition has been seen
   */
  record DailyBudget(double perDay, double startRate) implements AlertPolicy {
    /** However slowly records come, no more than this share of normal ones raises an alert. */
    static final double MAX_RATE = 0.1;

    @Override
    public String describe() {
      return "%s false alarms a day for each partition, false-alarm rate %s until its speed is known"
          .formatted(perDay, startRate);
    }

    /** The false-alarm rate at the speed that was measured. */
    double rate(RecordRate observed) {
      double rate = perDay / observed.perDay();
      double most = observed.isSettled() ? MAX_RATE : startRate;
      return Math.max(Calibration.MIN_PROBABILITY, Math.min(most, rate));
    }
  }

  /**
   * The policy that is configured.
   *
   * @param cardRate the rate that the model's card states
   * @param partitions of the input topic
   */
  static AlertPolicy of(AppConfig.Alert alert, double cardRate, int partitions) {
    Double perDay = alert.falseAlarmsPerDay();
    if (perDay != null) {
      return new DailyBudget(perDay / partitions, cardRate);
    }
    Double rate = alert.falseAlarmRate();
    return new FixedRate(rate == null ? cardRate : rate);
  }
}
