package io.hourglass.streams.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class RecordRateTest {
  private static final long START = 1_700_000_000_000L;
  private static final long MINUTE = 60_000;

  @Test
  void measuresASteadyRateFromTheFirstMinuteOn() {
    RecordRate rate = RecordRate.startingAt(START);
    for (int second = 0; second < 10 * 3600; second++) {
      rate = rate.with(START + second * 1000L);
      assertThat(rate.isSettled()).isEqualTo(second >= 60);
      if (second >= 60) {
        assertThat(rate.perDay()).isCloseTo(86_400, withinPercentage(3));
      }
    }
  }

  @Test
  void followsAChangeWithinHours() {
    RecordRate rate = RecordRate.startingAt(START);
    long now = START;
    for (int i = 0; i < 3600; i++) {
      rate = rate.with(now += 1000);
    }
    for (int i = 0; i < 4 * 60; i++) {
      rate = rate.with(now += MINUTE);
    }
    // 60 times slower for four hours: what came before still counts with e^-4.
    assertThat(rate.perDay()).isBetween(1440.0, 1440 + 86_400 * Math.exp(-4));
  }

  @Test
  void countsLateRecordsAsNow() {
    RecordRate rate = RecordRate.startingAt(START).with(START).with(START + MINUTE);

    RecordRate late = rate.with(START - 10 * MINUTE);

    assertThat(late.last()).isEqualTo(rate.last());
    assertThat(late.weight()).isEqualTo(rate.weight() + 1);
  }

  @Test
  void takesABurstForAMinute() {
    RecordRate rate = RecordRate.startingAt(START);
    for (int i = 0; i < 1000; i++) {
      rate = rate.with(START);
    }
    assertThat(rate.isSettled()).isFalse();
    assertThat(rate.perDay()).isCloseTo(1000.0 * 24 * 60, withinPercentage(1));
  }

  @Test
  void survivesStorage() {
    RecordRate rate = RecordRate.startingAt(START).with(START + 5).with(START + 17);

    assertThat(RecordRate.fromBytes(rate.toBytes())).isEqualTo(rate);
  }
}
