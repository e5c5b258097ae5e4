package io.hourglass.bench.speed;

import io.hourglass.bench.speed.Latency.Percentiles;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hourglass bench latency}. */
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "How long a record takes from the moment it is due at the producer to a reader of committed"
          + " latents, at several rates.",
      "Beside Kafka Streams without a model, which is the floor."
    })
public final class LatencyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CourseOptions options = new CourseOptions();

  @Option(
      names = "--contenders",
      split = ",",
      defaultValue = Contender.LATENCIES,
      description = "Default: ${DEFAULT-VALUE}.")
  private List<Contender> contenders = new ArrayList<>();

  @Option(
      names = "--rates",
      split = ",",
      paramLabel = "N",
      defaultValue = "20,2500,6500",
      description = "Records a second, one after the other. Default: ${DEFAULT-VALUE}.")
  private List<Integer> rates = new ArrayList<>();

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "How long each rate is measured. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Override
  public Integer call() throws Exception {
    Map<Contender, List<Percentiles>> found = new LinkedHashMap<>();
    try (Course course = options.course()) {
      Latency latency =
          new Latency(
              course,
              options.workload(),
              Duration.ofSeconds(seconds),
              CourseOptions.listener(spec.commandLine().getErr()));
      for (Contender contender : contenders) {
        found.put(contender, latency.run(contender, rates));
      }
    }
    table(spec.commandLine().getOut(), found);
    options.write(found);
    return 0;
  }

  private void table(PrintWriter out, Map<Contender, List<Percentiles>> found) {
    out.printf("%n%s; p50 / p99 / p99.9 in milliseconds%n%n", options.title());
    out.print("| contender |");
    rates.forEach(rate -> out.printf(" %,d/s |", rate));
    out.print("\n| --- |");
    rates.forEach(rate -> out.print(" ---: |"));
    out.println();
    found.forEach(
        (contender, percentiles) -> {
          out.printf("| %s |", contender.title());
          percentiles.forEach(
              at ->
                  out.print(
                      at.missing() > 0
                          ? " falls behind |"
                          : " %.1f / %.1f / %.1f |".formatted(at.p50(), at.p99(), at.p999())));
          out.println();
        });
    out.flush();
  }
}
