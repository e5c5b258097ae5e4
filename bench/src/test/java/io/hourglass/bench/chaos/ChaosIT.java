package io.hourglass.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A short one; {@code hourglass bench chaos} is the long one. */
class ChaosIT {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"exactly_once_v2", "at_least_once"})
  void everyRecordHasItsOutcomeThoughInstancesAreKilled(String guarantee) throws Exception {
    ChaosOptions options =
        new ChaosOptions(guarantee, false, 2_000, 150, 3, 3, System.nanoTime(), folder);
    List<String> happened = new ArrayList<>();

    Verdict verdict = new Chaos(options, happened::add).run();

    assertThat(verdict.violations()).as("%s: %s", options, happened).isEmpty();
    assertThat(verdict.deadLetters()).isGreaterThanOrEqualTo(50);
    assertThat(verdict.latents()).isGreaterThanOrEqualTo(1_950);
  }

  @Test
  void everyWindowComesOnceThoughInstancesAreKilled() throws Exception {
    ChaosOptions options =
        new ChaosOptions("exactly_once_v2", true, 3_000, 200, 3, 3, System.nanoTime(), folder);
    List<String> happened = new ArrayList<>();

    Verdict verdict = new Chaos(options, happened::add).run();

    assertThat(verdict.violations()).as("%s: %s", options, happened).isEmpty();
    assertThat(verdict.deadLetters()).isEqualTo(75);
    assertThat(verdict.latents()).isGreaterThan(800);
  }
}
