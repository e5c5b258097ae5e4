package io.hourglass.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the history of a pump to alerts: training, export, a real broker, windows, and back. */
class SensorDemoIT {
  private static final Pattern CLOSING_LINE =
      Pattern.compile(
          "demo: 36000 readings, 8910 windows, (\\d+) alerts, 0 dead letters, (\\d+) of 30 faults"
              + " found, (\\d+) false alarms in 0\\.4 pump days \\(asked for: 1 a day\\), .*");

  @TempDir private Path folder;

  @Test
  void everyKindOfFaultIsFoundAndEveryWindowCounted() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(printed, true, UTF_8)) {
      new SensorDemo(new Demo.Options(folder, true, 1), out).run();
    }

    String text = printed.toString(UTF_8);
    Matcher closing =
        CLOSING_LINE.matcher(text.strip().lines().reduce((first, last) -> last).orElseThrow());
    assertThat(closing.matches()).as(text).isTrue();
    assertThat(Integer.parseInt(closing.group(2))).as("faults found").isGreaterThanOrEqualTo(28);
    assertThat(Integer.parseInt(closing.group(3))).as("false alarms").isLessThanOrEqualTo(5);
    for (Fault fault : Fault.values()) {
      assertThat(text).doesNotContainPattern(fault.name().toLowerCase(Locale.ROOT) + " +0 of");
    }
    assertThat(Files.readString(folder.resolve("sensors.html")))
        .contains("pump-stuck.csv", "vibration", "VUS-PR");
  }
}
