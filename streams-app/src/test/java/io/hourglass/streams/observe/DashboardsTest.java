package io.hourglass.streams.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dashboard and the alert rules name metrics that exist. */
class DashboardsTest {
  private static final Path FOLDER = Path.of("../deploy/observability");
  private static final Pattern NAME =
      Pattern.compile("\\b(?:hourglass|kafka|jvm|process)_[a-z_]+(?=[{\\[)])");
  private static final Pattern PART = Pattern.compile("_(bucket|count|sum)$");

  @ParameterizedTest
  @ValueSource(strings = {"dashboard.json", "alert-rules.yaml"})
  void everyMetricTheyNameIsInTheCatalogue(String file) throws IOException {
    Set<String> known =
        Arrays.stream(Metric.values()).map(Metric::exposedName).collect(Collectors.toSet());

    Set<String> named = new TreeSet<>();
    Matcher matcher = NAME.matcher(Files.readString(FOLDER.resolve(file)));
    while (matcher.find()) {
      named.add(PART.matcher(matcher.group()).replaceAll(""));
    }

    assertThat(named).hasSizeGreaterThan(3);
    assertThat(known).containsAll(named);
  }

  @Test
  void prometheusTakesTheRulesAndTheConfiguration() throws Exception {
    Assumptions.assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool"))),
        "promtool, which comes with Prometheus, is not installed");

    assertThat(promtool("check", "rules", "alert-rules.yaml")).contains("6 rules found");
    assertThat(promtool("check", "config", "prometheus.yaml")).contains("SUCCESS");
  }

  private static String promtool(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "promtool";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process =
        new ProcessBuilder(command).directory(FOLDER.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).describedAs(said).isZero();
    return said;
  }
}
