package io.hourglass.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.bench.chaos.ChaosOptions.Disturbance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A short one; {@code hourglass bench chaos} is the long one. */
class ChaosIT {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"exactly_once_v2, classic", "at_least_once, classic", "exactly_once_v2, streams"})
  void everyRecordHasItsOutcomeThoughInstancesAreKilled(String guarantee, String protocol)
      throws Exception {
    Chaos.Report report = run(guarantee, false, 2_000, 150, Disturbance.KILL, 3, protocol);

    assertThat(report.verdict().deadLetters()).isGreaterThanOrEqualTo(50);
    assertThat(report.verdict().latents()).isGreaterThanOrEqualTo(1_950);
  }

  @Test
  void everyWindowComesOnceThoughInstancesAreKilled() throws Exception {
    Chaos.Report report = run("exactly_once_v2", true, 3_000, 200, Disturbance.KILL, 3, "classic");

    assertThat(report.verdict().deadLetters()).isEqualTo(75);
    assertThat(report.verdict().latents()).isGreaterThan(800);
  }

  @ParameterizedTest
  @CsvSource({
    "ROLL, 5",
    // A static member's partitions wait until its process is there again.
    "STATIC_ROLL, 15"
  })
  void aRollingRestartHardlyStopsTheStream(Disturbance disturbance, int seconds) throws Exception {
    Chaos.Report report = run("exactly_once_v2", false, 6_000, 150, disturbance, 2, "classic");

    assertThat(report.longestStop()).isLessThan(Duration.ofSeconds(seconds));
    assertThat(report.verdict().latents()).isEqualTo(5_850);
  }

  private Chaos.Report run(
      String guarantee,
      boolean windows,
      int records,
      int rate,
      Disturbance disturbance,
      int times,
      String protocol)
      throws Exception {
    ChaosOptions options =
        new ChaosOptions(
            guarantee,
            windows,
            records,
            rate,
            3,
            disturbance,
            times,
            protocol,
            System.nanoTime(),
            folder);
    List<String> happened = new ArrayList<>();
    Chaos.Report report = new Chaos(options, happened::add).run();
    assertThat(report.verdict().violations()).as("%s: %s", options, happened).isEmpty();
    return report;
  }
}
