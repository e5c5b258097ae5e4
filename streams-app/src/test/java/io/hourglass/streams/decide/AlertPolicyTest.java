package io.hourglass.streams.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.hourglass.record.Severity;
import io.hourglass.streams.config.AppConfig;
import io.hourglass.streams.decide.AlertPolicy.DailyBudget;
import io.hourglass.streams.decide.AlertPolicy.FixedRate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertPolicyTest {
  private static final long START = 1_700_000_000_000L;

  @Test
  void takesTheCardsRateUnlessToldOtherwise() {
    assertThat(AlertPolicy.of(new AppConfig.Alert(null, null), 0.01, 4))
        .isEqualTo(new FixedRate(0.01));
    assertThat(AlertPolicy.of(new AppConfig.Alert(1e-6, null), 0.01, 4))
        .isEqualTo(new FixedRate(1e-6));
  }

  @Test
  void sharesADaysBudgetAmongThePartitions() {
    assertThat(AlertPolicy.of(new AppConfig.Alert(null, 10.0), 0.01, 4))
        .isEqualTo(new DailyBudget(2.5, 0.01));
  }

  @Test
  void spreadsTheBudgetOverTheRecordsOfADay() {
    DailyBudget budget = new DailyBudget(2.5, 0.01);

    assertThat(budget.rate(everySecond(7200))).isCloseTo(2.5 / 86_400, withinPercentage(2));
  }

  @Test
  void doesNotExceedTheCardsRateBeforeTheSpeedIsKnown() {
    DailyBudget budget = new DailyBudget(1e6, 0.01);

    assertThat(budget.rate(everySecond(30))).isEqualTo(0.01);
  }

  @Test
  void alertsForAtMostOneInTenOfFewRecords() {
    DailyBudget budget = new DailyBudget(1e6, 0.01);

    assertThat(budget.rate(everySecond(120))).isEqualTo(0.1);
  }

  @ParameterizedTest
  @CsvSource({
    "0.001, WARNING",
    "0.00011, WARNING",
    "0.0001, MAJOR",
    "0.000011, MAJOR",
    "0.00001, CRITICAL",
    "1e-12, CRITICAL",
  })
  void severityIsHowMuchRarerThanTheRate(double probability, Severity severity) {
    assertThat(Decide.severity(probability, 0.001)).isEqualTo(severity);
  }

  private static RecordRate everySecond(int count) {
    RecordRate rate = RecordRate.startingAt(START);
    for (int i = 0; i < count; i++) {
      rate = rate.with(START + i * 1000L);
    }
    return rate;
  }
}
